module example.com/metricsworkshop/docs/slides

go 1.26

tool golang.org/x/tools/cmd/present

require golang.org/x/tools v0.44.0

require (
	github.com/yuin/goldmark v1.4.13 // indirect
	golang.org/x/net v0.53.0 // indirect
)
