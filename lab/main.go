// Lab runs the parts of the workshop that are too heavy for its learners'
// module. The command "go tool workshop" builds and starts it.
//
// Usage:
//
//	lab serve [flags]       run what a service talks to until stdin ends
//	lab schema [-dsn DSN]   create the schema on a MySQL or MariaDB
//	lab mariadb             run an installed MariaDB until stdin ends
//
// A DSN that no flag gives is that in the variable ORDERS_DSN, which the list of
// processes does not show. Each verb says "ready" of what can be used. It exits
// with 0 if all went well, 1 on an error and 2 on a wrong command line.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `usage: lab serve [flags]       run what a service talks to until stdin ends
       lab schema [-dsn DSN]   create the schema on a MySQL or MariaDB
       lab mariadb             run an installed MariaDB until stdin ends
`

// A verb is one thing lab does. It returns when it is done or ctx is.
type verb func(ctx context.Context, args []string, std streams) error

var verbs = map[string]verb{
	"mariadb": runMariaDB,
	"schema":  runSchema,
	"serve":   runServe,
}

// streams are what a program has from whoever started it.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// errUsage is a wrong command line that has been explained already.
var errUsage = errors.New("wrong usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is main without the process: it returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	if len(args) == 0 {
		fmt.Fprint(std.err, usage)
		return 2
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(std.out, usage)
		return 0
	}
	do, ok := verbs[args[0]]
	if !ok {
		fmt.Fprintf(std.err, "lab: no verb %q\n%s", args[0], usage)
		return 2
	}
	switch err := do(ctx, args[1:], std); {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	default:
		fmt.Fprintf(std.err, "lab %s: %v\n", args[0], err)
		return 1
	}
}

// parseFlags reads the flags of a verb, which takes no other arguments. Help
// goes to stdout, and what is wrong to stderr.
func parseFlags(flags *flag.FlagSet, args []string, std streams) error {
	flags.SetOutput(io.Discard) // print after Parse, when the right stream is known
	err := flags.Parse(args)
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err == nil {
		return nil
	}
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(std.out)
		flags.Usage()
		return err
	}
	return usageError(flags, std, err)
}

// usageError prints what is wrong with the command line, and the verb's usage.
func usageError(flags *flag.FlagSet, std streams, err error) error {
	flags.SetOutput(std.err)
	fmt.Fprintf(std.err, "lab %s: %v\n", flags.Name(), err)
	flags.Usage()
	return errUsage
}
