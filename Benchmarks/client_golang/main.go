// The works of Benchmarks/Metrics/main.swift, done with Prometheus' official client for Go.
//
// Prints one line for each: work, value and unit, tabs between.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

var bounds = []float64{0.01, 0.1, 0.5, 2}

var codes = [4]string{"200", "400", "401", "500"}

// Observations that fall into every bucket.
var observations [1024]float64

func makeVector(registry *prometheus.Registry, factor float64) *prometheus.HistogramVec {
	vector := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:                        "http_request_duration",
		Help:                        "Time to answer in seconds.",
		Buckets:                     bounds,
		NativeHistogramBucketFactor: factor,
	}, []string{"method", "url", "code"})
	registry.MustRegister(vector)
	return vector
}

func observe(observer prometheus.Observer, count int) {
	for index := 0; index < count; index++ {
		observer.Observe(observations[index&1023])
	}
}

// nanoseconds is the time that one of count runs takes: the median of nine rounds.
func nanoseconds(count int, runs func(int)) float64 {
	runs(count/10 + 1)
	times := make([]float64, 9)
	for round := range times {
		start := time.Now()
		runs(count)
		times[round] = float64(time.Since(start).Nanoseconds()) / float64(count)
	}
	sort.Float64s(times)
	return times[len(times)/2]
}

func report(work string, value float64, unit string) {
	fmt.Printf("%s\t%.1f\t%s\n", work, value, unit)
}

func onThreads(threadCount int, body func()) {
	var group sync.WaitGroup
	for thread := 0; thread < threadCount; thread++ {
		group.Add(1)
		go func() {
			defer group.Done()
			body()
		}()
	}
	group.Wait()
}

func measureObserving() {
	for _, kind := range []struct {
		name   string
		factor float64
	}{{"classic", 0}, {"native", 1.1}} {
		vector := makeVector(prometheus.NewRegistry(), kind.factor)
		observer := vector.WithLabelValues("POST", "/reservations", "200")
		for _, threadCount := range []int{1, 2, 4, 8} {
			value := nanoseconds(4_000_000, func(count int) {
				if threadCount == 1 {
					observe(observer, count)
					return
				}
				onThreads(threadCount, func() { observe(observer, count/threadCount) })
			})
			report(fmt.Sprintf("observe, %s, threads: %d", kind.name, threadCount), value, "ns")
		}
	}
	vector := makeVector(prometheus.NewRegistry(), 0)
	value := nanoseconds(2_000_000, func(count int) {
		for index := 0; index < count; index++ {
			observer := vector.WithLabelValues("POST", "/reservations", codes[index&3])
			observer.Observe(observations[index&1023])
		}
	})
	report("look up by label values and observe", value, "ns")
}

func residentByteCount() float64 {
	debug.FreeOSMemory()
	line, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, err := strconv.ParseFloat(strings.Fields(string(line))[1], 64)
	if err != nil {
		panic(err)
	}
	return pages * float64(os.Getpagesize())
}

func write(registry *prometheus.Registry, format expfmt.Format, buffer *bytes.Buffer) {
	buffer.Reset()
	families, err := registry.Gather()
	if err != nil {
		panic(err)
	}
	encoder := expfmt.NewEncoder(buffer, format)
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			panic(err)
		}
	}
}

func measureExposition() {
	registry := prometheus.NewRegistry()
	vector := makeVector(registry, 0)
	before := residentByteCount()
	for index := 0; index < 2000; index++ {
		observer := vector.WithLabelValues("POST", fmt.Sprintf("/reservations/%d", index), "200")
		for step := 0; step < 20; step++ {
			observer.Observe(observations[(index+step*37)&1023])
		}
	}
	report("resident memory of a histogram series", (residentByteCount()-before)/2000, "bytes")

	var buffer bytes.Buffer
	for _, kind := range []struct {
		name   string
		format expfmt.Format
	}{{"text", expfmt.FmtText}, {"OpenMetrics", expfmt.FmtOpenMetrics}, {"protobuf", expfmt.FmtProtoDelim}} {
		work := kind.name + " of 2,000 histograms"
		value := nanoseconds(20, func(count int) {
			for index := 0; index < count; index++ {
				write(registry, kind.format, &buffer)
			}
		})
		report(work, value/1e6, "ms")
		report(work+", size", float64(buffer.Len()), "bytes")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		write(registry, kind.format, &buffer)
		runtime.ReadMemStats(&after)
		report(work+", allocations", float64(after.Mallocs-before.Mallocs), "")
		report(work+", allocated", float64(after.TotalAlloc-before.TotalAlloc), "bytes")
	}
}

func main() {
	for index := range observations {
		observations[index] = float64((index*7919)%1024) / 400
	}
	measureExposition()
	measureObserving()
}
