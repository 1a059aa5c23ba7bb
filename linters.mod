// The linters that step 5 tries, in a mod file of their own, so that nobody else
// downloads them: "go tool -modfile=linters.mod -n sqlclosecheck". rowserrcheck asks
// for a golang.org/x/tools of 2021, which panics with Go 1.26, hence v0.51.0.
//
// It stands alone: to change a version, copy it and linters.sum as go.mod and
// go.sum to an empty folder, "go get" there, "go mod tidy", and copy both back.
module example.com/metricsworkshop/linters

go 1.26.0

tool (
	github.com/jingyugao/rowserrcheck
	github.com/ryanrolds/sqlclosecheck
)

require (
	github.com/jingyugao/rowserrcheck v1.1.1 // indirect
	github.com/ryanrolds/sqlclosecheck v0.6.0 // indirect
	golang.org/x/mod v0.41.0 // indirect
	golang.org/x/sync v0.23.0 // indirect
	golang.org/x/tools v0.51.0 // indirect
)
