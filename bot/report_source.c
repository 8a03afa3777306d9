/*
 * Facts that are rolled up are read as that; of the others one pass puts each where it counts, and
 * leaves out those that say nothing to a report.
 */
#include "bot/report_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define AGAIN_MS (72 * 60 * 60 * 1000LL)

/* --- reading ---------------------------------------------------------------------- */

static void *make_room(void *items, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return items;
	*room = *room ? *room * 2 : 1024;
	return mem_resize(items, *room, size);
}

static void take_conversation(void *context, const struct report_conversation *conversation)
{
	struct report_source *source = context;
	struct report_talk talk = {.row = conversation->row,
				   .created_ms = conversation->created_ms,
				   .language = conversation->language};

	if (conversation->subject.size >= sizeof talk.subject)
		memcpy(&talk.subject, conversation->subject.data, sizeof talk.subject);
	source->talks = make_room(source->talks, source->n_talks, &source->talks_room,
				  sizeof *source->talks);
	source->talks[source->n_talks++] = talk;
}

static void take_item(void *context, const char *name)
{
	struct report_source *source = context;

	source->damaged |= !report_items_add(source->items, name);
	source->n_kept++;
}

/* They come in the order of conversations, which have come before. */
static void take_rollup(void *context, const struct rollup_row *row)
{
	struct report_source *source = context;
	struct report_talk *talk;

	while (source->n_rolled < source->n_talks &&
	       source->talks[source->n_rolled].row < row->conversation)
		source->n_rolled++;
	talk = &source->talks[source->n_rolled];
	if (source->n_rolled == source->n_talks || talk->row != row->conversation)
		return;
	talk->body = source->bodies.length;
	talk->bytes = row->body.size;
	buffer_add(&source->bodies, row->body.data, row->body.size);
}

static void take_fact(void *context, const struct fact_row *row)
{
	struct report_source *source = context;
	struct report_fact fact = {
		.conversation = row->conversation,
		.seq = row->seq,
		.number = row->number,
		.n = 1,
		.order = (uint32_t)source->n_facts++,
	};

	if (source->n_talks == 0 || row->conversation < source->talks[0].row)
		return;
	fact.item = report_items_of(source->items, row);
	if (fact.item >= 0)
		report_facts_add(&source->facts, &fact);
}

static void take_case(void *context, const struct report_case *row)
{
	struct report_source *source = context;
	struct report_case *handled;

	source->cases = make_room(source->cases, source->n_cases, &source->cases_room,
				  sizeof *source->cases);
	handled = &source->cases[source->n_cases++];
	*handled = *row;
	handled->agent = names_text(source->names, names_number(source->names, row->agent));
}

/* --- order ------------------------------------------------------------------------ */

/* --- order ------------------------------------------------------------------------ */

static int by_subject(const void *a, const void *b)
{
	const struct report_talk *one = *(struct report_talk *const *)a,
				 *other = *(struct report_talk *const *)b;

	if (one->subject != other->subject)
		return one->subject < other->subject ? -1 : 1;
	return one->created_ms < other->created_ms ? -1 : one->created_ms > other->created_ms;
}

/* Neighbours of one line in the order of time. */
static void mark_again(struct report_source *source)
{
	struct report_talk **talks = mem_resize(NULL, source->n_talks + 1,
						sizeof(struct report_talk *));

	for (size_t i = 0; i < source->n_talks; i++)
		talks[i] = &source->talks[i];
	qsort(talks, source->n_talks, sizeof *talks, by_subject);
	for (size_t i = 1; i < source->n_talks; i++)
		talks[i]->again = talks[i]->subject && talks[i]->subject == talks[i - 1]->subject &&
				  talks[i]->created_ms - talks[i - 1]->created_ms <= AGAIN_MS;
	free(talks);
}

/* --- whole ------------------------------------------------------------------------ */

/* A body that is none is noticed here, so that all of them can be counted. */
static bool bodies_are_fine(const struct report_source *source)
{
	struct report_facts facts = {0};
	bool fine = !source->damaged;

	for (size_t i = 0; fine && i < source->n_talks; i++) {
		facts.n = 0;
		fine = report_source_facts(source, &source->talks[i], &facts);
	}
	report_facts_finish(&facts);
	return fine;
}

bool report_source_facts(const struct report_source *source, const struct report_talk *talk,
			 struct report_facts *out)
{
	return !talk->bytes ||
	       report_facts_read(out, (struct blob){source->bodies.data + talk->body, talk->bytes},
				 source->n_kept);
}

static struct report_source *read_by(const struct store_kind *kind, const char *path,
				     const struct report_reader *by, int64_t from_ms,
				     struct error *err)
{
	struct report_source *source = mem_new(sizeof *source);
	struct report_reader reader = *by;

	reader.context = source;
	source->items = report_items_create();
	source->names = names_create();
	/* Those before are there for whoever comes again. */
	if (!kind->report(path, from_ms - AGAIN_MS, &reader, err)) {
		report_source_destroy(source);
		return NULL;
	}
	report_facts_sort(&source->facts);
	mark_again(source);
	return source;
}

struct report_source *report_read(const struct store_kind *kind, const char *path, int64_t from_ms,
				  struct error *err)
{
	struct report_reader reader = {
		.conversation = take_conversation,
		.fact = take_fact,
		.handled = take_case,
		.version = report_items_version(),
		.item = take_item,
		.rollup = take_rollup,
	};
	struct report_source *source = read_by(kind, path, &reader, from_ms, err);

	if (!source || bodies_are_fine(source))
		return source;
	report_source_destroy(source);
	reader.version = 0;
	return read_by(kind, path, &reader, from_ms, err);
}

void report_source_destroy(struct report_source *source)
{
	if (!source)
		return;
	report_items_destroy(source->items);
	names_destroy(source->names);
	buffer_finish(&source->bodies);
	report_facts_finish(&source->facts);
	free(source->talks);
	free(source->cases);
	free(source);
}
