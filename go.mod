module example.com/metricsworkshop

go 1.26

tool example.com/metricsworkshop/cmd/workshop

require (
	github.com/DATA-DOG/go-sqlmock v1.5.2
	github.com/go-sql-driver/mysql v1.10.1
	github.com/gorilla/mux v1.8.1
	github.com/rogpeppe/go-internal v1.16.0
	go.uber.org/goleak v1.3.0
	golang.org/x/sys v0.40.0
)

require (
	filippo.io/edwards25519 v1.2.0 // indirect
	golang.org/x/tools v0.26.0 // indirect
)
