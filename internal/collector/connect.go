package collector

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Limits of what an agent keeps of each kind between two reports.
const (
	spanLimit        = 10_000
	transactionLimit = 5_000
	errorLimit       = 1_000
	otherLimit       = 100 // nobody looks at custom events and logs
)

// everything is a number of transactions to sample that no agent reaches. With
// its default an agent samples about ten a minute, and not the same ones twice.
const everything = 1_000_000_000

// preconnect answers an agent that asks where to connect: here, by the name that
// it has for here.
func (c *Collector) preconnect(host string, body []byte) []byte {
	var request struct{}
	if err := unpack(body, &request); err != nil {
		c.problem("preconnect: %v", err)
	}
	return c.reply("preconnect", map[string]any{"redirect_host": host})
}

// connect answers an agent that introduces itself.
func (c *Collector) connect(body []byte) []byte {
	var request struct {
		PID      int      `json:"pid"`
		Host     string   `json:"host"`
		Version  string   `json:"agent_version"`
		AppNames []string `json:"app_name"`
	}
	if err := unpack(body, &request); err != nil {
		c.problem("connect: %v", err)
	} else if len(request.AppNames) == 0 {
		c.problem("connect: no app_name")
	}
	run := Run{Host: request.Host, PID: request.PID, Agent: request.Version, Connected: time.Now()}
	if len(request.AppNames) > 0 {
		run.App = request.AppNames[0]
	}
	return c.reply("connect", c.connectReply(c.addRun(run)))
}

// addRun keeps a run, the newest 1,000, and returns the id that it gets.
func (c *Collector) addRun(run Run) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.connects++
	// Ids must not repeat when the collector is started again: agents that are
	// still connected to the one before go on with theirs.
	run.ID = fmt.Sprintf("run-%s-%d", c.id, c.connects)
	if len(c.runOrder) == maxRuns {
		delete(c.runs, c.runOrder[0])
		c.runOrder = c.runOrder[1:]
	}
	c.runs[run.ID] = run
	c.runOrder = append(c.runOrder, run.ID)
	return run.ID
}

// connectReply lets the agent sample every transaction, and report each kind of
// event after the report period: a kind follows it only if its limit is given.
func (c *Collector) connectReply(run string) map[string]any {
	period := c.options.ReportPeriod.Milliseconds()
	return map[string]any{
		"agent_run_id":                      run,
		"sampling_target":                   everything,
		"sampling_target_period_in_seconds": everything,
		"max_payload_size_in_bytes":         maxPayload,
		"account_id":                        "1",
		"primary_application_id":            "1",
		"trusted_account_key":               "1",
		"event_harvest_config": map[string]any{
			"report_period_ms": period,
			"harvest_limits": map[string]any{
				"analytic_event_data": transactionLimit,
				"error_event_data":    errorLimit,
				"custom_event_data":   otherLimit,
				"log_event_data":      otherLimit,
			},
		},
		"span_event_harvest_config": map[string]any{
			"report_period_ms": period,
			"harvest_limit":    spanLimit,
		},
		"messages": []map[string]string{
			{"level": "info", "message": "Reporting to: the workshop's local collector"},
		},
	}
}

// reply encodes a reply, and checks it as the agent will: one without what the
// agent needs makes it wait 15 seconds and try again, with no word but a warning.
func (c *Collector) reply(method string, values map[string]any) []byte {
	if c.options.Reply != nil {
		c.options.Reply(method, values)
	}
	answer, err := json.Marshal(map[string]any{"return_value": values})
	if err == nil {
		err = checkReply(method, answer)
	}
	if err != nil {
		c.problem("our reply to %s: %v: the agent cannot connect, and tries again after 15 seconds", method, err)
	}
	return answer
}

// checkReply checks the one value that the agent cannot do without.
func checkReply(method string, answer []byte) error {
	var reply struct {
		Value map[string]any `json:"return_value"`
	}
	if err := json.Unmarshal(answer, &reply); err != nil {
		return err
	}
	name := "agent_run_id"
	if method == "preconnect" {
		name = "redirect_host"
	}
	value := reply.Value[name]
	if text, ok := value.(string); !ok || text == "" {
		return fmt.Errorf("%s is %v; want a string that is not empty", name, value)
	}
	return nil
}

// app is the application of a run: empty for a run of another collector. The
// caller holds c.mu.
func (c *Collector) app(run string) string { return c.runs[run].App }

// wanted reports whether app is among apps; no apps are all.
func wanted(apps []string, app string) bool {
	return len(apps) == 0 || slices.Contains(apps, app)
}
