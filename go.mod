module example.com/metricsworkshop

go 1.26

tool example.com/metricsworkshop/cmd/workshop

require (
	github.com/DATA-DOG/go-sqlmock v1.5.2
	github.com/fsnotify/fsnotify v1.10.1
	github.com/go-sql-driver/mysql v1.10.1
	github.com/google/pprof v0.0.0-20260802141513-ef3492d7dac3
	github.com/gorilla/mux v1.8.1
	github.com/hashicorp/golang-lru/v2 v2.0.7
	github.com/newrelic/go-agent/v3 v3.45.0
	github.com/rogpeppe/go-internal v1.16.0
	github.com/urfave/negroni/v3 v3.1.2
	go.uber.org/goleak v1.3.0
	golang.org/x/sys v0.45.0
	golang.org/x/term v0.43.0
	gopkg.in/alexcesaro/statsd.v2 v2.0.0
)

require (
	filippo.io/edwards25519 v1.2.0 // indirect
	golang.org/x/net v0.55.0 // indirect
	golang.org/x/text v0.37.0 // indirect
	golang.org/x/tools v0.44.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20260526163538-3dc84a4a5aaa // indirect
	google.golang.org/grpc v1.83.1 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)
