package collector

import (
	"encoding/json"
	"fmt"
	"time"
)

// unpack decodes a JSON array of exactly as many elements as there are targets,
// one each. The protocol is made of such arrays.
func unpack(data []byte, targets ...any) error {
	var elements []json.RawMessage
	if err := json.Unmarshal(data, &elements); err != nil {
		return err
	}
	if len(elements) != len(targets) {
		return fmt.Errorf("an array of %d elements; want %d", len(elements), len(targets))
	}
	for i, element := range elements {
		if err := json.Unmarshal(element, targets[i]); err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
	}
	return nil
}

// seconds is a time in seconds as a duration. What no call can take is cut off.
func seconds(s float64) time.Duration {
	const most = 1e9 // 31 years
	return time.Duration(min(max(s, 0), most) * float64(time.Second))
}

// whole is a count or a time stamp, which the protocol has as floats too.
func whole(f float64) int64 {
	const most = 1e15 // up to there a float is exact
	return int64(min(max(f, 0), most))
}
