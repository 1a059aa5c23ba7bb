package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// lookAtSystem looks at what gets in the way on Windows only.
func lookAtSystem(ctx context.Context, env *env) []finding {
	return append(lookAtReserved(ctx), lookAtDefender(ctx, env)...)
}

// lookAtReserved looks whether Windows keeps one of our ports for itself.
func lookAtReserved(ctx context.Context) []finding {
	var findings []finding
	for _, p := range labPorts {
		out, err := exec.CommandContext(ctx, "netsh", "interface", "ipv4", "show", "excludedportrange", "protocol="+p.network).Output()
		if err != nil {
			return nil // the look at the ports tells whether they can be used
		}
		for _, r := range parseReserved(string(out)) {
			if r.has(p.port) {
				remedy := fmt.Sprintf("Give %s another: go tool workshop run %d %s 127.0.0.1:0\n"+
					"Or restart the reservation, as administrator: net stop winnat, then net start winnat", p.use, p.step, p.flag)
				findings = append(findings, warn(remedy, "Windows reserves ports %d to %d, among them %d for %s", r.first, r.last, p.port, p.use)...)
			}
		}
	}
	return findings
}

// lookAtDefender looks whether a scanner reads every file that go writes.
func lookAtDefender(ctx context.Context, env *env) []finding {
	out, err := exec.CommandContext(ctx, "sc.exe", "query", "WinDefend").Output()
	if err != nil || !strings.Contains(string(out), "RUNNING") {
		return nil
	}
	cache := "FOLDER"
	if settings, err := goEnv(ctx, env); err == nil {
		cache = settings["GOCACHE"]
	}
	remedy := fmt.Sprintf("To make builds faster, in PowerShell as administrator:\n"+
		"Add-MpPreference -ExclusionPath '%s', '%s'\nRemove-MpPreference takes it back.", env.Root, cache)
	return warn(remedy, "Microsoft Defender scans every file that go writes")
}
