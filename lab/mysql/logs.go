package mysql

import (
	"log"
	"strings"
	"sync"

	vitess "github.com/dolthub/vitess/go/vt/log"
	"github.com/sirupsen/logrus"
)

// silence turns off what the engine logs: two lines for each connection and
// one for each statement that fails, which its client hears of anyway. It acts
// on the whole process, once: all of the engine logs through logrus's standard
// logger, which nobody else in this module uses. The standard library's logger
// stays as it is.
var silence = sync.OnceFunc(func() {
	logrus.SetLevel(logrus.PanicLevel)

	// A panic in the engine ends the connection it came from and nothing else,
	// so without this line nobody would learn of it.
	vitess.Errorf = func(format string, args ...any) {
		if strings.Contains(format, "caught panic") {
			log.Printf(format, args...)
		}
	}
})
