package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// labPorts are the ports that run uses unless told otherwise.
var labPorts = []struct {
	network string
	port    int
	use     string
	step    int // the first that needs it
	flag    string
}{
	{"tcp", 8080, "the service", 1, "-addr"},
	{"tcp", 13306, "the database", 1, "-db-addr"},
	{"udp", 8125, "the StatsD server", firstStatsD, "-statsd-addr"},
	{"tcp", 18080, "the stand-in for New Relic", firstNewRelic, "-collector-addr"},
}

// lookAtFolders looks whether the workshop can write where it must.
func lookAtFolders(_ context.Context, env *env) []finding {
	if err := tryWrite(env.Root); err != nil {
		return fail("Clone the workshop to a folder of your own.", "the repository cannot be written to: %v", err)
	}
	if err := tryWrite(os.TempDir()); err != nil {
		return fail("Free some space, or set TMPDIR (on Windows TMP) to a folder of your own.", "the folder for temporary files cannot be written to: %v", err)
	}
	return ok("the repository and %s can be written to", os.TempDir())
}

// lookAtCaches looks whether the go command can write its build cache.
func lookAtCaches(ctx context.Context, env *env) []finding {
	settings, err := goEnv(ctx, env)
	if err != nil {
		return nil // lookAtGo has said so
	}
	cache := settings["GOCACHE"]
	err = os.MkdirAll(cache, 0o755)
	if err == nil {
		err = tryWrite(cache)
	}
	if err != nil {
		return fail("Choose a folder of your own: go env -w GOCACHE=FOLDER", "the build cache cannot be written to: %v", err)
	}
	return ok("the build cache %s can be written to", cache)
}

// tryWrite writes a file in dir and removes it.
func tryWrite(dir string) error {
	file, err := os.CreateTemp(dir, ".workshop-doctor-")
	if err != nil {
		return err
	}
	_, err = file.WriteString("written by go tool workshop doctor\n")
	return errors.Join(err, file.Close(), os.Remove(file.Name()))
}

// lookAtPorts looks whether the usual ports are free.
func lookAtPorts(context.Context, *env) []finding {
	var findings []finding
	for _, p := range labPorts {
		stop, err := place{network: p.network, addr: fmt.Sprintf("127.0.0.1:%d", p.port)}.listen()
		if err != nil {
			remedy := fmt.Sprintf("Stop what uses it, or give %s another port: go tool workshop run %d %s 127.0.0.1:0", p.use, p.step, p.flag)
			findings = append(findings, warn(remedy, "port %d, for %s, is not free: %v", p.port, p.use, err)...)
			continue
		}
		stop()
		findings = append(findings, ok("port %d, for %s, is free", p.port, p.use)...)
	}
	return findings
}

// lookAtUDP looks whether a datagram sent on the loopback arrives, as StatsD needs.
func lookAtUDP(context.Context, *env) []finding {
	if err := echoUDP(); err != nil {
		return fail("A firewall or VPN may drop UDP on 127.0.0.1: allow it there.", "UDP on the loopback does not work: %v", err)
	}
	return ok("UDP on the loopback works")
}

// echoUDP sends a datagram to a socket of our own and back.
func echoUDP() error {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.Close()
	client, err := net.Dial("udp", server.LocalAddr().String())
	if err != nil {
		return err
	}
	defer client.Close()
	deadline := time.Now().Add(2 * time.Second)
	if err := errors.Join(server.SetDeadline(deadline), client.SetDeadline(deadline)); err != nil {
		return err
	}
	if _, err := client.Write([]byte("echo")); err != nil {
		return err
	}
	buffer := make([]byte, 16)
	n, from, err := server.ReadFrom(buffer)
	if err != nil {
		return err
	}
	if _, err := server.WriteTo(buffer[:n], from); err != nil {
		return err
	}
	if n, err = client.Read(buffer); err != nil {
		return err
	}
	if got := string(buffer[:n]); got != "echo" {
		return fmt.Errorf("sent %q, got back %q", "echo", got)
	}
	return nil
}

// lookAtGit looks whether git can compare folders: it is how a step is compared
// with its solution where there is no diff.
func lookAtGit(ctx context.Context, env *env) []finding {
	const remedy = "Install it from https://git-scm.com: git diff --no-index compares your step with its solution."
	cmd := exec.CommandContext(ctx, "git", "diff", "--no-index", "--quiet", "/dev/null", filepath.Join(env.Root, "go.mod"))
	err := cmd.Run()
	if exit, ran := errors.AsType[*exec.ExitError](err); ran && exit.ExitCode() == 1 {
		return ok("git diff --no-index works")
	}
	if errors.Is(err, exec.ErrNotFound) {
		return warn(remedy, "there is no git")
	}
	return warn(remedy, "git diff --no-index does not work: %v", err)
}
