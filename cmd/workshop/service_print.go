package main

import (
	"fmt"
	"path/filepath"
	"runtime"
)

// printWhere says where the service and what it talks to are.
func printWhere(env *env, name, addr string, b *backend) {
	fmt.Fprintf(env.Stdout, "\n%s listens on http://%s\nIts database is %s\n", name, addr, b.shown)
	if statsd := b.ready["statsd"]; statsd != "" {
		fmt.Fprintf(env.Stdout, "Its StatsD server is the workshop's own, on %s\n", statsd)
	}
	if collector := b.ready["collector"]; collector != "" {
		fmt.Fprintf(env.Stdout, "Its New Relic is the workshop's stand-in, on %s\n", collector)
	}
	if b.hasPage() {
		fmt.Fprintf(env.Stdout, "Its page is %s\n", b.ready["page"])
	}
}

// printProfiles says where the service's profiles are.
func printProfiles(env *env, addr string) {
	fmt.Fprintf(env.Stdout, "Its profiles are on http://%s/debug/pprof/\n", addr)
}

// printLoad says what load begins.
func printLoad(env *env, o loadOptions) { fmt.Fprintln(env.Stdout, o) }

// printTry says what to try. The lines work in sh, cmd and PowerShell alike: a
// JSON text on the command line would not, because Windows PowerShell drops its
// quotes, so it stands in a file.
func printTry(env *env, addr string) {
	curl := executable("curl") // plain curl is another command in Windows PowerShell
	fmt.Fprintf(env.Stdout, `Try it in a second terminal:
  %[1]s -i -H "Content-Type: application/json" -d "@%[2]s" http://%[3]s/orders
  %[1]s -i -X POST http://%[3]s/orders/1/allocate
  %[1]s -i http://%[3]s/orders/1/state
The Location in the first answer has the order's number. Ctrl-C here stops it all.

`, curl, orderFile(env), addr)
}

// orderFile is the full name of the example order: nobody knows in which folder
// the second terminal opens. Its slashes work on Windows too.
func orderFile(env *env) string {
	return filepath.ToSlash(filepath.Join(env.Root, "docs", "requests", "order.json"))
}

// executable is the file name of a program on this system.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
