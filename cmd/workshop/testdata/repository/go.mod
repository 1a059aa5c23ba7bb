module example.com/metricsworkshop

go 1.26
