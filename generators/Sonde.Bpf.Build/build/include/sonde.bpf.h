/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Ring buffers that count what they lose, and types for C# that no map or variable has. Include <linux/bpf.h> or vmlinux.h before.
 *
 *	SONDE_RING(events, struct event, 256 * 1024);
 *
 *	struct event *event = sonde_reserve(events);
 *	if (!event)
 *		return 0;
 *	event->pid = bpf_get_current_pid_tgid() >> 32;
 *	sonde_submit(event);
 *
 * A record that finds the ring full is counted in the map events_lost, on the CPU where that happened. In C# it is
 * bpf.Maps.Events.Lost. Needs kernel 5.8.
 *
 *	SONDE_RECORDS(events, 256 * 1024);
 *	SONDE_RECORD(events, OPENED, struct opened);
 *	SONDE_RECORD(events, CLOSED, struct closed);
 *
 *	struct opened *opened = sonde_reserve_record(events, OPENED);
 *
 * is a ring with records of several types. Each type begins with its tag, a __u32 or an enum, which sonde_reserve_record writes. In C#
 * a record has a Kind that says which of them it is.
 *
 *	SONDE_EXPORT(struct header);
 *
 * generates struct header in C# although no map and no global variable has it: for what a program writes as bytes.
 *
 *	SONDE_EXPORT_KERNEL(struct trace_event_raw_sched_switch);
 *
 * does so for a struct or union of the kernel that the program passes on as it is, byte for byte. Its fields lie where the types
 * that the program was compiled with have them; Load() in C# compares that with the running kernel and throws when it differs.
 * The program itself reads such fields through CO-RE, which finds them on any kernel.
 *
 * All of them may stand in a header that several sources of one object include (metadata LinkInto): the rings are weak, so that the
 * linker makes one of those with one name, and the build takes each record and each export once.
 */
#ifndef SONDE_BPF_H
#define SONDE_BPF_H

#include <bpf/bpf_helpers.h>

/* Declares a ring of a size in bytes, a power of two and of whole pages, and the counter of its losses. */
#define SONDE_RING(name, record, bytes)			\
	struct {					\
		__uint(type, BPF_MAP_TYPE_RINGBUF);	\
		__uint(max_entries, bytes);		\
		__type(value, record);			\
	} name SEC(".maps") __weak;			\
	SONDE_LOSSES(name)

/* Declares a ring whose records are of several types: those that SONDE_RECORD names, and no others. */
#define SONDE_RECORDS(name, bytes)			\
	struct {					\
		__uint(type, BPF_MAP_TYPE_RINGBUF);	\
		__uint(max_entries, bytes);		\
	} name SEC(".maps") __weak;			\
	SONDE_LOSSES(name)

/*
 * Gives a ring a type of record. The tag is a number or the name of one, which C# takes over; the build reads all of this from the types
 * of a variable that loaders pass over. clang names the variable when two records of a ring have one tag, or a tag has no record.
 */
#define SONDE_RECORD(ring, tag, ...)					\
	static struct {							\
		typeof(__VA_ARGS__) record[0];				\
		char (*tag_##tag)[tag];					\
		char ring_##ring[sizeof(ring)];				\
	} SONDE_RECORD_##ring##_##tag SEC(".sonde.types")

/* Declares the counter alone, for a ring that is declared by hand with its record as __type(value, ...). */
#define SONDE_LOSSES(name)				\
	struct {					\
		__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);	\
		__uint(max_entries, 1);			\
		__type(key, __u32);			\
		__type(value, __u64);			\
	} name##_lost SEC(".maps") __weak

/* Counts one lost record of a ring. sonde_reserve and sonde_output do so by themselves. */
#define sonde_lose(ring) sonde_count_loss(&ring##_lost)

/* A record of the ring's type, or NULL when the ring is full. It must be submitted or discarded. */
#define sonde_reserve(ring)				\
	((typeof((ring).value))sonde_count_null(	\
		bpf_ringbuf_reserve(&(ring), sizeof(*(ring).value), 0), &ring##_lost))

/* A record of one of the ring's types, with its tag, or NULL when the ring is full. It must be submitted or discarded. */
#define sonde_reserve_record(ring, tag)					\
	((typeof(SONDE_RECORD_##ring##_##tag.record[0]) *)sonde_set_tag(	\
		sonde_reserve_bytes(ring, sizeof(SONDE_RECORD_##ring##_##tag.record[0])), tag))

/* A record with a size of your own in bytes, which must be a constant. */
#define sonde_reserve_bytes(ring, bytes)		\
	sonde_count_null(bpf_ringbuf_reserve(&(ring), bytes, 0), &ring##_lost)

/* Copies a record into the ring. 0, or less when it is full. */
#define sonde_output(ring, record, bytes)		\
	sonde_count_error(bpf_ringbuf_output(&(ring), record, bytes, 0), &ring##_lost)

/* Hands a record to the reader. */
#define sonde_submit(record) bpf_ringbuf_submit(record, 0)

/* The same without waking the reader up: it finds the record at its next look. */
#define sonde_submit_quietly(record) bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP)

/* Takes a reserved record back. */
#define sonde_discard(record) bpf_ringbuf_discard(record, 0)

/* Keeps a type, any that typeof() takes, in the object's BTF: through a pointer in a section that loaders pass over. */
#define SONDE_EXPORT(...) SONDE_EXPORT_AS(".sonde.types", __COUNTER__, __VA_ARGS__)
#define SONDE_EXPORT_KERNEL(...) SONDE_EXPORT_AS(".sonde.kernel", __COUNTER__, __VA_ARGS__)
#define SONDE_EXPORT_AS(section, number, ...) SONDE_EXPORT_NAMED(section, number, __VA_ARGS__)
#define SONDE_EXPORT_NAMED(section, number, ...) static typeof(__VA_ARGS__) *sonde_export_##number SEC(section)

/* Atomic although the counter is the CPU's own: a program may interrupt another one on its CPU. */
static __always_inline void sonde_count_loss(void *counter_map)
{
	__u32 zero = 0;
	__u64 *lost = bpf_map_lookup_elem(counter_map, &zero);

	if (lost)
		__sync_fetch_and_add(lost, 1);
}

static __always_inline void *sonde_count_null(void *record, void *counter_map)
{
	if (!record)
		sonde_count_loss(counter_map);
	return record;
}

static __always_inline void *sonde_set_tag(void *record, __u32 tag)
{
	if (record)
		*(__u32 *)record = tag;
	return record;
}

static __always_inline long sonde_count_error(long error, void *counter_map)
{
	if (error)
		sonde_count_loss(counter_map);
	return error;
}

#endif
