package collector_test

import (
	"testing"
	"testing/synctest"
	"time"

	"example.com/metricsworkshop/internal/collector"
)

// TestMetricsAddUp lets an agent report its metrics three times, a minute apart by
// a clock that runs at once. The first time the collector is not to be had: the
// agent sends the same again with the next.
func TestMetricsAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := collector.New(collector.Options{})
		transport := &refuseOnce{next: c.Transport(), method: "metric_data"}
		agent := newAgent(t, "orders", transport)
		synctest.Wait()
		for i, want := range []int{0, 2, 3} {
			txn := agent.StartTransaction("work")
			find(txn, "findOrder", "orders")
			txn.End()
			time.Sleep(62 * time.Second)
			synctest.Wait()
			r := row(c.Rows(), "MySQL orders findOrder")
			if r.Calls != want {
				t.Errorf("minute %d: %d calls; want %d", i+1, r.Calls, want)
			}
			if want > 0 && r.Throughput <= 0 {
				t.Errorf("minute %d: throughput %v; want that of some minutes", i+1, r.Throughput)
			}
		}
		agent.Shutdown(patience)
		if !transport.refused.Load() {
			t.Error("no report was refused")
		}
		wantNoProblems(t, c)
	})
}

// TestLive checks that a call is in the live table within two seconds, and in the
// other one not before its minute.
func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := collector.New(collector.Options{})
		agent := newAgent(t, "orders", c.Transport())
		synctest.Wait()
		txn := agent.StartTransaction("work")
		find(txn, "findOrder", "orders")
		txn.End()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if r := row(c.LiveRows(), "MySQL orders findOrder"); r.Calls != 1 {
			t.Errorf("live row after 2 s = %+v; want 1 call", r)
		}
		if rows := c.Rows(); len(rows) != 0 {
			t.Errorf("rows from metrics after 2 s: %+v; want none yet", rows)
		}
		agent.Shutdown(patience)
		wantNoProblems(t, c)
	})
}

// TestBrokenReply checks that a reply with which the agent cannot connect is named
// by the self-test, and that the agent comes back once the reply is good.
func TestBrokenReply(t *testing.T) {
	tests := []struct {
		name, method string
		change       func(reply map[string]any)
		want         string
	}{
		{"no redirect_host", "preconnect", func(reply map[string]any) { delete(reply, "redirect_host") },
			"our reply to preconnect: redirect_host is <nil>; want a string that is not empty: the agent cannot connect, and tries again after 15 seconds"},
		{"a number as run id", "connect", func(reply map[string]any) { reply["agent_run_id"] = 1 },
			"our reply to connect: agent_run_id is 1; want a string that is not empty: the agent cannot connect, and tries again after 15 seconds"},
		{"no run id", "connect", func(reply map[string]any) { delete(reply, "agent_run_id") },
			"our reply to connect: agent_run_id is <nil>; want a string that is not empty: the agent cannot connect, and tries again after 15 seconds"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				broken := true
				var told []string
				c := collector.New(collector.Options{
					OnProblem: func(p string) { told = append(told, p) },
					Reply: func(method string, reply map[string]any) {
						if method == tt.method && broken {
							broken = false
							tt.change(reply)
						}
					},
				})
				agent := newAgent(t, "orders", c.Transport())
				synctest.Wait()
				if agent.WaitForConnection(-1) == nil {
					t.Error("the agent is connected; want a reply that it cannot use")
				}
				if problems := c.Problems(); len(problems) != 1 || problems[0] != tt.want || len(told) != 1 || told[0] != tt.want {
					t.Errorf("problems = %q, told %q; want %q", problems, told, tt.want)
				}
				time.Sleep(15 * time.Second)
				synctest.Wait()
				if err := agent.WaitForConnection(-1); err != nil {
					t.Errorf("with a good reply: %v; want a connection", err)
				}
				agent.Shutdown(patience)
			})
		})
	}
}
