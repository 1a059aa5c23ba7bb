package lesson

import "slices"

var step04 = Step{
	Number: 4,
	Name:   "step04-pprof",
	Title:  "what the process is doing",
	Tasks: []Task{
		{ID: "4.1", Title: "every route of pprof", Minutes: 8, Track: Core,
			File: "debug.go", Bodies: []string{"DebugRouter"}, Test: "TestDebugRouter"},
		{ID: "4.2", Title: "three profiles, and what they say", Minutes: 16, Track: Core,
			File: "profiles.txt", Test: "TestProfiles"},
		{ID: "4.3", Title: "the receipt, and what it keeps", Minutes: 16, Track: Core,
			File: "receipt.go", Bodies: []string{"fill", "receiptCache.firstPage"}, Test: "TestReceipt"},
		{ID: "4.4", Title: "the bound of a cache", Minutes: 8, Track: Deeper,
			File: "receipt.go", Bodies: []string{"newReceiptCache"},
			Stub: "pages, _ := lru.New[Order, string](1 << 30); return &receiptCache{pages: pages}", Test: "TestReceiptCacheBound"},
		{ID: "4.5", Title: "the profiles of waits", Minutes: 8, Track: Deeper,
			File: "debug.go", Bodies: []string{"profileWaits"}, Test: "TestWaitProfiles"},
	},
	Files: changed(step03.Files,
		File{Name: "README.md", Kind: LessonTest, Scaffold: true},
		File{Name: "router.go", Kind: Service, Scaffold: true},
		File{Name: "main.go", Kind: Service, Scaffold: true},
		File{Name: "debug.go", Kind: Service, Open: true, Scaffold: true},
		File{Name: "debug_server.go", Kind: Service, Scaffold: true},
		File{Name: "receipt.go", Kind: Service, Open: true, Scaffold: true},
		File{Name: "main_test.go", Kind: LessonTest, Scaffold: true},
		File{Name: "debug_test.go", Kind: LessonTest, Scaffold: true},
		File{Name: "debug_server_test.go", Kind: LessonTest, Scaffold: true},
		File{Name: "receipt_test.go", Kind: LessonTest, Scaffold: true},
		File{Name: "receipt_bench_test.go", Kind: LessonTest, Scaffold: true},
		File{Name: "evidence_test.go", Kind: Evidence, Scaffold: true},
		File{Name: "profiles.txt", Kind: Evidence, Open: true, Scaffold: true},
		File{Name: "flamegraph.png", Kind: Evidence, Scaffold: true},
		File{Name: "goroutine.pb.gz", Kind: Evidence, SolutionOnly: true},
		File{Name: "heap.pb.gz", Kind: Evidence, SolutionOnly: true},
		File{Name: "cpu.pb.gz", Kind: Evidence, SolutionOnly: true},
	),
	Tests: append([]string{
		"TestDebugRouter", "TestProfiles", "TestReceipt", "TestReceiptCacheBound", "TestWaitProfiles",
		"TestDebugListener", "TestDebugSettings", "TestReceiptQuery",
	}, step03.Tests...),
}

// changed are the files of the step before, as they are where a lesson leaves them
// alone, with those in place that it adds or changes. Evidence stays behind.
func changed(before []File, files ...File) []File {
	var all []File
	for _, f := range before {
		own := func(g File) bool { return g.Name == f.Name }
		if f.Kind != Evidence && !slices.ContainsFunc(files, own) {
			all = append(all, File{Name: f.Name, Kind: f.Kind})
		}
	}
	return append(all, files...)
}
