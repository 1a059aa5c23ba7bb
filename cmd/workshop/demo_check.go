package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"example.com/metricsworkshop/internal/loadlimits"
)

// checkLoad tells what is wrong with the load.
func (o *demoOptions) checkLoad() error {
	took := loadlimits.Duration(max(o.rate, 1), o.target)
	switch {
	case o.rate < 1 || o.rate > loadlimits.MaxRate:
		return usageErrorf("-rate is %d; it is 1 to %d lookups a second, as in: -rate %d", o.rate, loadlimits.MaxRate, demoRate)
	case o.target < minTarget || o.target > loadlimits.MaxFound:
		return usageErrorf("-target is %d; it is %d to %d goroutines, as in: -target %d", o.target, minTarget, loadlimits.MaxFound, demoTarget)
	case took > loadlimits.MaxFor:
		return usageErrorf("-rate %d -target %d takes %v a side; %v are the most\nTake a higher rate, or a lower target.", o.rate, o.target, took, loadlimits.MaxFor)
	case o.delay < 0 || o.delay > loadlimits.MaxDelay:
		return usageErrorf("-delay is %v; it is 0 to %v, as in: -delay %v", o.delay, loadlimits.MaxDelay, demoDelay)
	case o.keep && o.pageAddr == off:
		return usageErrorf("-keep keeps the page open, and -page-addr off is none: leave one away")
	case o.report != "":
		return o.checkReport()
	}
	return nil
}

// checkPage tells early where the page cannot be.
func (o *demoOptions) checkPage(env *env) error {
	return runOptions{
		flags:         o.flags,
		pageAddr:      o.pageAddr,
		dbAddr:        freePort,
		statsdAddr:    freePort,
		collectorAddr: freePort,
		allSteps:      true,
	}.checkAddrs(env.alone())
}

// checkReport tells early that the report cannot be written.
func (o *demoOptions) checkReport() error {
	file, err := filepath.Abs(o.report)
	if err == nil {
		err = tryWrite(filepath.Dir(file))
	}
	if info, missing := os.Stat(file); err == nil && missing == nil && info.IsDir() {
		err = errors.New("it is a folder")
	}
	if err != nil {
		return usageErrorf("-o %s: %w\nIt is a file in a folder that can be written to, as in: -o report.html", o.report, err)
	}
	if err := checkReplaceable(file); err != nil {
		return usageErrorf("-o %s: %w", o.report, err)
	}
	o.report = file
	return nil
}

// reportMark is in the head of every report.
const reportMark = "<title>Leaky and fixed, the same load</title>"

// checkReplaceable tells that a file is something else than an earlier report, which
// must not be lost.
func checkReplaceable(file string) error {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && len(content) > 0 && !bytes.Contains(content, []byte(reportMark)) {
		err = errors.New("it is there already, and is no earlier report of the demo")
	}
	if err != nil {
		return fmt.Errorf("%w\nName another file, or move that one away: it would be lost.", err)
	}
	return nil
}
