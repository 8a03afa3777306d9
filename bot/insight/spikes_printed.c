/*
 * All that is known of spikes, as bytes and back. It is only read by who would have come to the same.
 */
#include <string.h>

#include "base/varint.h"
#include "bot/insight/spikes_known.h"

#define FORMAT 1

/* --- printed ---------------------------------------------------------------------- */

/* A double as the number of the same bits. */
static int64_t bits_of(double value)
{
	int64_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static double value_of(int64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

/* By what it was made: with anything else it does not go on. */
static void print_rules(const struct spikes *spikes, struct buffer *out)
{
	const struct spike_rules *rules = &spikes->rules;

	buffer_format(out, "spikes %d: %lld %d %d %d %d %g %g %g\n", FORMAT,
		      (long long)spikes->zone_ms, SPIKE_WEEKS, TOPICS_MOST, rules->least_weeks,
		      rules->calm_minutes, rules->least, rules->least_times, rules->false_weekly);
}

static void print_watched(const struct watched *watched, struct buffer *out)
{
	int64_t n = 0;

	varint_put(out, watched->topic);
	varint_put(out, watched->region);
	varint_put(out, watched->last_hour);
	for (size_t i = 0; i < HOURS_KEPT; i++)
		n += watched->hours[i] > 0;
	varint_put(out, n);
	for (size_t i = 0; i < HOURS_KEPT; i++) {
		if (!watched->hours[i])
			continue;
		varint_put(out, (int64_t)i);
		varint_put(out, watched->hours[i]);
	}
	varint_put(out, (int64_t)watched->n_recent);
	for (size_t i = 0; i < watched->n_recent; i++)
		varint_put(out, watched->recent[i]);
	varint_put(out, watched->active);
	varint_put(out, watched->spike.from_ms);
	varint_put(out, watched->spike.to_ms);
	varint_put(out, (int64_t)watched->spike.most);
	varint_put(out, bits_of(watched->spike.usual));
}

static void print_talk(const struct talk *talk, struct buffer *out)
{
	varint_put(out, talk->row);
	varint_put(out, talk->region + 1);
	varint_put(out, (int64_t)talk->n_topics);
	for (size_t i = 0; i < talk->n_topics; i++)
		varint_put(out, talk->topics[i]);
}

static void print_talks(const struct topics *topics, struct buffer *out)
{
	const struct talk *talk;
	int64_t n = 0;
	size_t at;

	for (at = 0; topics_next(topics, &at);)
		n++;
	varint_put(out, n);
	for (at = 0; (talk = topics_next(topics, &at));)
		print_talk(talk, out);
}

void spikes_print(const struct spikes *spikes, struct buffer *out)
{
	print_rules(spikes, out);
	varint_put(out, spikes->first_ms);
	varint_put(out, (int64_t)names_count(spikes->names));
	for (size_t i = 0; i < names_count(spikes->names); i++)
		buffer_add(out, names_text(spikes->names, (int)i),
			   strlen(names_text(spikes->names, (int)i)) + 1);
	varint_put(out, (int64_t)names_count(spikes->keys));
	for (size_t i = 0; i < names_count(spikes->keys); i++)
		print_watched(spikes->watched[i], out);
	print_talks(spikes->topics, out);
}

/* --- read ------------------------------------------------------------------------- */

struct reading {
	const uint8_t *at, *end;
	bool failed; /* and from then on all numbers are 0 */
};

/* From 0 on and below `bound`. */
static int64_t take_below(struct reading *reading, int64_t bound)
{
	int64_t number = 0;

	if (!reading->failed && varint_take(&reading->at, reading->end, &number) && number >= 0 &&
	    number < bound)
		return number;
	reading->failed = true;
	return 0;
}

static void read_names(struct reading *reading, struct names *names)
{
	int64_t n = take_below(reading, INT32_MAX);

	for (int64_t i = 0; i < n && !reading->failed; i++) {
		const uint8_t *end = memchr(reading->at, '\0',
					    (size_t)(reading->end - reading->at));

		reading->failed = !end || names_number(names, (const char *)reading->at) != i;
		reading->at = end ? end + 1 : reading->at;
	}
}

static void read_watched(struct reading *reading, struct spikes *spikes)
{
	int64_t n_names = (int64_t)names_count(spikes->names);
	int topic = (int)take_below(reading, n_names), region = (int)take_below(reading, n_names);
	struct watched *watched;
	int64_t n;

	if (reading->failed)
		return;
	watched = spikes_watched(spikes, topic, region);
	watched->last_hour = take_below(reading, INT64_MAX);
	n = take_below(reading, HOURS_KEPT + 1);
	for (int64_t i = 0; i < n; i++) {
		int64_t hour = take_below(reading, HOURS_KEPT);

		watched->hours[hour] = (uint32_t)take_below(reading, UINT32_MAX);
	}
	n = take_below(reading, reading->end - reading->at + 1);
	for (int64_t i = 0; i < n; i++)
		watched_add_recent(watched, take_below(reading, INT64_MAX));
	watched->active = take_below(reading, 2);
	watched->spike.from_ms = take_below(reading, INT64_MAX);
	watched->spike.to_ms = take_below(reading, INT64_MAX);
	watched->spike.most = (size_t)take_below(reading, INT64_MAX);
	watched->spike.usual = value_of(take_below(reading, INT64_MAX));
}

static void read_talk(struct reading *reading, struct spikes *spikes)
{
	int64_t n_names = (int64_t)names_count(spikes->names);
	struct talk *talk = topics_talk(spikes->topics, take_below(reading, INT64_MAX));
	int64_t n;

	talk->region = (int)take_below(reading, n_names + 1) - 1;
	n = take_below(reading, TOPICS_MOST + 1);
	for (int64_t i = 0; i < n; i++)
		talk_add_topic(talk, (int)take_below(reading, n_names));
}

bool spikes_read(struct spikes *spikes, struct blob printed)
{
	const uint8_t *at = printed.data;
	struct reading reading = {at, printed.size ? at + printed.size : at, false};
	struct buffer rules = {0};
	int64_t n;

	print_rules(spikes, &rules);
	reading.failed = printed.size < rules.length ||
			 memcmp(printed.data, rules.data, rules.length) != 0;
	if (!reading.failed)
		reading.at += rules.length;
	buffer_finish(&rules);
	spikes->first_ms = take_below(&reading, INT64_MAX);
	read_names(&reading, spikes->names);
	n = take_below(&reading, INT32_MAX);
	for (int64_t i = 0; i < n && !reading.failed; i++)
		read_watched(&reading, spikes);
	n = take_below(&reading, INT32_MAX);
	for (int64_t i = 0; i < n && !reading.failed; i++)
		read_talk(&reading, spikes);
	return !reading.failed && reading.at == reading.end;
}
