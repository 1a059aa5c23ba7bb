package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"workshop":     main,
		"workshop-log": mainIntoFile,
		"dying":        dying,
		"echoing":      echoing,
		"forgetful":    forgetful,
		"hold":         hold,
		"stubborn":     stubborn,
	})
}

// TestScript runs testdata/script, each in a copy of testdata/repository.
func TestScript(t *testing.T) {
	settings, err := goEnv(t.Context(), &env{Root: "."})
	if err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GOCACHE", settings["GOCACHE"])
			e.Setenv("GOMODCACHE", settings["GOMODCACHE"])
			e.Setenv("GOPROXY", "off")
			e.Setenv("GOENV", "off")
			e.Setenv("GOTOOLCHAIN", "local")
			e.Setenv("CGO_ENABLED", "0")
			// A script must not care what else runs on this machine.
			e.Setenv("ORDERS_ADDR", freePort)
			e.Setenv("DEBUG_ADDR", freePort)
			e.Setenv("WORKSHOP_DB_ADDR", freePort)
			e.Setenv("WORKSHOP_STATSD_ADDR", freePort)
			e.Setenv("WORKSHOP_COLLECTOR_ADDR", freePort)
			e.Setenv("WORKSHOP_PAGE_ADDR", freePort)
			e.Setenv("REPOSITORY", repository)
			e.Setenv("SYSTEM", thisSystem().String())
			e.Setenv("PACK", thisSystem().zipName())
			e.Setenv("GOFILE", "go1.26.0."+runtime.GOOS+"-"+runtime.GOARCH+".tar.gz")
			return os.CopyFS(e.WorkDir, os.DirFS("testdata/repository"))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"appendline": cmdAppendLine,
			"course":     cmdCourse,
			"empty":      cmdEmpty,
			"gone":       cmdGone,
			"killpid":    cmdKillPID,
			"listen":     cmdListen,
			"listenudp":  cmdListenUDP,
			"newest":     cmdNewest,
			"private":    cmdPrivate,
			"replace":    cmdReplace,
			"shipped":    cmdShipped,
			"status":     cmdStatus,
			"storesteps": cmdStoreSteps,
			"unpack":     cmdUnpack,
			"waitfor":    cmdWaitFor,
		},
	})
}

// mainIntoFile is main with all output into the file that its first argument
// names: the output of a script's background command cannot be read before its end.
// The number of the process is in the file of that name with .pid behind it.
func mainIntoFile() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(os.Args[1]+".pid", []byte(strconv.Itoa(os.Getpid())), 0o644); err != nil {
		panic(err)
	}
	os.Stdout, os.Stderr = file, file
	os.Args = slices.Delete(os.Args, 1, 2)
	main()
}

// hold stands before the compiler, as in "go build -toolexec=hold", and never ends.
func hold() {
	if slices.Contains(os.Args, "-V=full") {
		cmd := exec.Command(os.Args[1], os.Args[2:]...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if cmd.Run() != nil {
			os.Exit(1)
		}
		return
	}
	// go runs it in the package's folder or its own; the test looks in $WORK.
	name := filepath.Join(os.Getenv("WORK"), "hold.pid")
	if err := os.WriteFile(name, []byte(strconv.Itoa(os.Getpid())), 0o644); err != nil {
		panic(err)
	}
	time.Sleep(time.Hour)
}
