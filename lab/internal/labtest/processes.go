package labtest

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Process is one that a command has started, or one of those has, and so on.
type Process struct {
	PID  int
	Name string // as the system shows it, which is 15 bytes of it on Linux
}

// Processes returns those of the command that run, without itself. They are known on
// Linux alone, which shows the environment of a process; elsewhere there are none.
func (c *Command) Processes() []Process {
	var found []Process
	folders, _ := filepath.Glob("/proc/[0-9]*") // the only error is a bad pattern
	for _, folder := range folders {
		environment, err := os.ReadFile(filepath.Join(folder, "environ"))
		if err != nil || !slices.Contains(strings.Split(string(environment), "\x00"), c.mark) {
			continue // it is another one's, has ended, or is somebody else's
		}
		name, err := os.ReadFile(filepath.Join(folder, "comm"))
		pid, notNumber := strconv.Atoi(filepath.Base(folder))
		if err == nil && notNumber == nil && pid != c.PID {
			found = append(found, Process{pid, strings.TrimSpace(string(name))})
		}
	}
	return found
}

// goneTimeout is how long what a killed command has started may go on: a service takes
// ten seconds for the requests under way.
const goneTimeout = 20 * time.Second

// checkGone holds that nothing is left of a command that has ended. One that was
// killed cannot wait for those that it has started, nor remove its files.
func (c *Command) checkGone() {
	c.tb.Helper()
	left := c.Processes()
	if c.killed {
		for late := time.Now().Add(goneTimeout); len(left) > 0 && time.Now().Before(late); left = c.Processes() {
			time.Sleep(10 * time.Millisecond) // nobody tells of the end of a process that is no child
		}
	}
	for _, process := range left {
		c.tb.Errorf("%v has ended, and left the process %d, %s", c.cmd.Args, process.PID, process.Name)
		if p, err := os.FindProcess(process.PID); err == nil {
			p.Kill()
		}
	}
	if c.killed {
		return
	}
	files, err := os.ReadDir(c.temp)
	if err != nil {
		c.tb.Error(err)
	}
	for _, file := range files {
		c.tb.Errorf("%v has ended, and left %s", c.cmd.Args, filepath.Join(filepath.Base(c.temp), file.Name()))
	}
}

// Find returns a process of the command whose name begins so, if there is one.
func (c *Command) Find(name string) (Process, bool) {
	all := c.Processes()
	i := slices.IndexFunc(all, func(p Process) bool { return strings.HasPrefix(p.Name, name) })
	if i < 0 {
		return Process{}, false
	}
	return all[i], true
}
