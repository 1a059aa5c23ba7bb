module example.com/metricsworkshop/lab

go 1.26
