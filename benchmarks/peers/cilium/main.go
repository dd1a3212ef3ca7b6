// SPDX-License-Identifier: MIT

// The jobs of the C programs beside this folder, done with github.com/cilium/ebpf: cilium JOB ARGUMENTS, with the same arguments and
// the same lines of numbers.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/cilium/ebpf/perf"
	"github.com/cilium/ebpf/ringbuf"
)

// Set when it is built.
var version = "?"

var input = bufio.NewScanner(os.Stdin)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "cilium:", err)
		os.Exit(1)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func number(text string) int { return must(strconv.Atoi(text)) }

func introduce(rest string) { fmt.Printf("cilium/ebpf %s%s\n", version, rest) }

func load(path string) *ebpf.Collection {
	return must(ebpf.NewCollection(must(ebpf.LoadCollectionSpec(path))))
}

// The argument of a raw tracepoint program.
func run(program *ebpf.Program, argument uint64) uint32 {
	return must(program.Run(&ebpf.RunOptions{Context: argument}))
}

func answer(numbers ...int64) {
	fmt.Println(strings.Trim(fmt.Sprint(numbers), "[]"))
}

func checkSum(count, written, sum uint64) {
	if count != written || sum != count*(count-1)/2 {
		check(fmt.Errorf("drained %d of %d", count, written))
	}
}

func ringDrain(object, name string) {
	loaded := load(object)
	ring := must(ringbuf.NewReader(loaded.Maps["records"]))
	introduce("")
	var record ringbuf.Record
	for input.Scan() {
		written := uint64(run(loaded.Programs[name], 0))
		var count, sum uint64
		start := time.Now()
		for more := true; more; more = record.Remaining > 0 {
			check(ring.ReadInto(&record))
			count++
			sum += binary.LittleEndian.Uint64(record.RawSample)
		}
		time := time.Since(start)
		checkSum(count, written, sum)
		answer(int64(count), time.Nanoseconds())
	}
}

func perfDrain(object string, pages, runs int) {
	loaded := load(object)
	buffer := must(perf.NewReader(loaded.Maps["samples"], pages*os.Getpagesize()))
	introduce("")
	var record perf.Record
	for input.Scan() {
		var written, count, sum uint64
		for i := 0; i < runs; i++ {
			written += uint64(run(loaded.Programs["fill_samples"], written))
		}
		start := time.Now()
		for count < written {
			check(buffer.ReadInto(&record))
			if record.LostSamples > 0 {
				check(fmt.Errorf("lost %d", record.LostSamples))
			}
			count++
			sum += binary.LittleEndian.Uint64(record.RawSample)
		}
		time := time.Since(start)
		checkSum(count, written, sum)
		answer(int64(count), time.Nanoseconds())
	}
}

func cpuTime() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func ringStream(object, name string) {
	loaded := load(object)
	ring := must(ringbuf.NewReader(loaded.Maps["records"]))
	id, _ := must(loaded.Programs[name].Info()).ID()
	introduce(fmt.Sprintf(" %d", id))
	counter := func(which uint32) (value int64) {
		check(loaded.Maps["counters"].Lookup(which, &value))
		return
	}
	var record ringbuf.Record
	var sum uint64
	for input.Scan() {
		seconds := must(strconv.ParseFloat(input.Text(), 64))
		check(ring.ReadInto(&record))
		written, lost := counter(0), counter(1)
		start, cpu := time.Now(), cpuTime()
		end := start.Add(time.Duration(seconds * 1e9))
		ring.SetDeadline(end)
		var count int64
		for {
			err := ring.ReadInto(&record)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				break
			}
			check(err)
			count++
			sum += binary.LittleEndian.Uint64(record.RawSample)
			// The deadline holds only for waiting, and a clock that is read for each record would be measured.
			if count%1024 == 0 && time.Now().After(end) {
				break
			}
		}
		answer(count, time.Since(start).Nanoseconds(), cpuTime()-cpu, counter(0)-written, counter(1)-lost)
	}
}

const (
	entries   = 100000
	batchSize = 4096
)

type longKey [2]uint64
type longValue [4]uint64

func mapWalk(keySize, valueSize, perCpu string) {
	switch keySize + " " + valueSize + " " + perCpu {
	case "4 8 0":
		walk[uint32, uint64](ebpf.Hash, 1, func(i uint32) uint32 { return i }, func(i uint64) uint64 { return i }, func(v *uint64) uint64 { return *v })
	case "4 8 1":
		walk[uint32, uint64](ebpf.PerCPUHash, ebpf.MustPossibleCPU(), func(i uint32) uint32 { return i }, func(i uint64) uint64 { return i }, func(v *uint64) uint64 { return *v })
	case "16 32 0":
		walk[longKey, longValue](ebpf.Hash, 1, func(i uint32) longKey { return longKey{uint64(i)} }, func(i uint64) longValue { return longValue{i} }, func(v *longValue) uint64 { return v[0] })
	default:
		check(fmt.Errorf("no table of keys of %s and values of %s bytes", keySize, valueSize))
	}
}

func walk[K, V any](kind ebpf.MapType, cpus int, key func(uint32) K, value func(uint64) V, first func(*V) uint64) {
	var k K
	var v V
	table := must(ebpf.NewMap(&ebpf.MapSpec{
		Type: kind, KeySize: uint32(binary.Size(k)), ValueSize: uint32(binary.Size(v)), MaxEntries: entries}))
	for i := uint32(0); i < entries; i++ {
		if cpus == 1 {
			check(table.Put(key(i), value(uint64(i))))
		} else {
			all := make([]V, cpus)
			all[0] = value(uint64(i))
			check(table.Put(key(i), all))
		}
	}
	keys, values := make([]K, batchSize), make([]V, batchSize*cpus)
	introduce("")
	for input.Scan() {
		var count, sum uint64
		start := time.Now()
		if input.Text() == "w" {
			var cursor ebpf.MapBatchCursor
			for ended := false; !ended; {
				n, err := table.BatchLookup(&cursor, keys, values, nil)
				if ended = errors.Is(err, ebpf.ErrKeyNotExist); !ended {
					check(err)
				}
				for i := 0; i < n; i++ {
					sum += first(&values[i*cpus])
				}
				count += uint64(n)
			}
		} else {
			for ; count < entries; count++ {
				k := key(uint32(count))
				check(table.Lookup(&k, &v))
				sum += first(&v)
			}
		}
		time := time.Since(start)
		checkSum(count, entries, sum)
		answer(int64(count), time.Nanoseconds())
	}
}

func attach(program *ebpf.Program, section string) link.Link {
	kind, target, _ := strings.Cut(section, "/")
	switch kind {
	case "tp", "tracepoint":
		group, name, _ := strings.Cut(target, "/")
		return must(link.Tracepoint(group, name, program, nil))
	case "raw_tp", "raw_tracepoint":
		return must(link.AttachRawTracepoint(link.RawTracepointOptions{Name: target, Program: program}))
	default:
		return must(link.AttachTracing(link.TracingOptions{Program: program}))
	}
}

func objectLoad(path string) {
	introduce("")
	for input.Scan() {
		start := time.Now()
		spec := must(ebpf.LoadCollectionSpec(path))
		loaded := must(ebpf.NewCollection(spec))
		links := []link.Link{}
		for name, program := range loaded.Programs {
			links = append(links, attach(program, spec.Programs[name].SectionName))
		}
		up := time.Now()
		for _, each := range links {
			check(each.Close())
		}
		loaded.Close()
		answer(up.Sub(start).Nanoseconds(), time.Since(up).Nanoseconds())
	}
}

func main() {
	switch job, a := os.Args[1], os.Args[2:]; job {
	case "ring_drain":
		ringDrain(a[0], a[1])
	case "perf_drain":
		perfDrain(a[0], number(a[1]), number(a[2]))
	case "ring_stream":
		ringStream(a[0], a[1])
	case "map_walk":
		mapWalk(a[0], a[1], a[2])
	case "object_load":
		objectLoad(a[0])
	default:
		check(fmt.Errorf("no job %s", job))
	}
}
