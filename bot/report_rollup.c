#include "bot/report_rollup.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "base/varint.h"

struct rollup {
	struct rollup_mark from, to;
	bool anew; /* what is kept counts for nothing */
	struct report_items *items;
	size_t n_kept; /* of the items */
	int64_t *conversations;
	struct buffer *bodies; /* of these */
	size_t n;
};

/* --- facts that stand for several ------------------------------------------------- */

void report_facts_finish(struct report_facts *facts)
{
	free(facts->of);
	*facts = (struct report_facts){0};
}

void report_facts_add(struct report_facts *facts, const struct report_fact *fact)
{
	if (facts->n == facts->room) {
		facts->room = facts->room ? facts->room * 2 : 64;
		facts->of = mem_resize(facts->of, facts->room, sizeof *facts->of);
	}
	facts->of[facts->n++] = *fact;
}

static int by_conversation(const void *a, const void *b)
{
	const struct report_fact *one = a, *other = b;

	if (one->conversation != other->conversation)
		return one->conversation < other->conversation ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

void report_facts_sort(struct report_facts *facts)
{
	if (facts->n > 0)
		qsort(facts->of, facts->n, sizeof *facts->of, by_conversation);
}

static size_t place_of(const struct report_facts *facts, const struct report_fact *fact)
{
	size_t at = 0;

	while (at < facts->n && facts->of[at].item != fact->item)
		at++;
	return at;
}

/* Which of them came last counts: the region, the message or question at the end. */
static void fold_to_end(struct report_facts *facts, const struct report_fact *fact)
{
	size_t at = place_of(facts, fact);
	struct report_fact whole = *fact;

	if (at < facts->n) {
		whole.n += facts->of[at].n;
		memmove(facts->of + at, facts->of + at + 1, (--facts->n - at) * sizeof *facts->of);
	}
	report_facts_add(facts, &whole);
}

static void fold_in_place(struct report_facts *facts, const struct report_fact *fact)
{
	size_t at = place_of(facts, fact);

	if (at < facts->n)
		facts->of[at].n += fact->n;
	else
		report_facts_add(facts, fact);
}

/* A thumb is on what was told last up to its answer: told again behind itself it is told once. */
static void fold_told(struct report_facts *facts, const struct report_fact *fact,
		      const struct report_items *items)
{
	size_t at = facts->n;
	enum use use;

	while (at > 0) {
		struct report_fact *before = &facts->of[--at];

		use = report_items_at(items, before->item)->use;
		if (use != USE_CAUSE && use != USE_ARTICLE)
			continue;
		if (before->item == fact->item && before->seq <= fact->seq) {
			before->n += fact->n;
			return;
		}
		break;
	}
	report_facts_add(facts, fact);
}

static void fold_thumb(struct report_facts *facts, const struct report_fact *fact)
{
	for (size_t i = 0; i < facts->n; i++) {
		if (facts->of[i].item == fact->item && facts->of[i].seq == fact->seq) {
			facts->of[i].n += fact->n;
			return;
		}
	}
	report_facts_add(facts, fact);
}

void report_facts_fold(struct report_facts *facts, const struct report_fact *fact,
		       const struct report_items *items)
{
	switch (report_items_at(items, fact->item)->use) {
	case USE_BEGAN:
	case USE_REGION:
	case USE_SPOKE:
	case USE_ASKED:
		fold_to_end(facts, fact);
		return;
	case USE_CAUSE:
	case USE_ARTICLE:
		fold_told(facts, fact, items);
		return;
	case USE_THUMB:
		fold_thumb(facts, fact);
		return;
	case USE_RESTORED: /* the first time is the one that counts, and stays */
	case USE_MISSED:
	case USE_HANDED:
	case USE_COUNT:
		fold_in_place(facts, fact);
		return;
	}
}

/* --- bodies ----------------------------------------------------------------------- */

static void put_facts(struct buffer *out, const struct report_facts *facts)
{
	for (size_t i = 0; i < facts->n; i++) {
		varint_put(out, facts->of[i].item);
		varint_put(out, facts->of[i].n);
		varint_put(out, facts->of[i].seq);
		varint_put(out, facts->of[i].number);
	}
}

bool report_facts_read(struct report_facts *facts, struct blob body, size_t n_items)
{
	const uint8_t *at = body.data, *end = body.size ? at + body.size : at;
	size_t before = facts->n;

	while (at < end) {
		struct report_fact fact = {0};
		int64_t item;

		if (!varint_take(&at, end, &item) || !varint_take(&at, end, &fact.n) ||
		    !varint_take(&at, end, &fact.seq) || !varint_take(&at, end, &fact.number) ||
		    item < 0 || item >= (int64_t)n_items) {
			facts->n = before;
			return false;
		}
		fact.item = (int)item;
		report_facts_add(facts, &fact);
	}
	return true;
}

/* --- making ----------------------------------------------------------------------- */

struct making {
	struct rollup *rollup;
	struct report_facts facts; /* the new ones */
	size_t n_facts, n_read;    /* as many as are wanted, and so far */
	int64_t version;           /* of what may be kept; 0: none */
	bool damaged;
};

static void take_mark(void *context, const struct rollup_mark *mark)
{
	struct making *making = context;
	struct rollup *rollup = making->rollup;

	rollup->from = rollup->to = *mark;
	rollup->anew = mark->version != making->version;
	if (!rollup->anew)
		return;
	rollup->to = (struct rollup_mark){report_items_version(), mark->generation + 1, 0};
}

static void take_item(void *context, const char *name)
{
	struct making *making = context;

	making->damaged |= !report_items_add(making->rollup->items, name);
	making->rollup->n_kept = report_items_count(making->rollup->items);
}

static void take_fact(void *context, const struct fact_row *row)
{
	struct making *making = context;
	const struct report_fact fact = {
		.conversation = row->conversation,
		.seq = row->seq,
		.number = row->number,
		.n = 1,
		.order = (uint32_t)making->n_read++,
		.item = report_items_of(making->rollup->items, row),
	};

	making->rollup->to.behind = row->row;
	if (fact.item >= 0)
		report_facts_add(&making->facts, &fact);
}

/* What is kept of a conversation, which is one of those that have new facts. */
static void take_body(void *context, const struct rollup_row *row)
{
	struct making *making = context;
	struct rollup *rollup = making->rollup;
	size_t low = 0, high = rollup->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rollup->conversations[middle] < row->conversation)
			low = middle + 1;
		else
			high = middle;
	}
	buffer_add(&rollup->bodies[low], row->body.data, row->body.size);
}

static void find_conversations(struct making *making)
{
	struct rollup *rollup = making->rollup;
	const struct report_facts *facts = &making->facts;

	rollup->conversations = mem_resize(NULL, facts->n + 1, sizeof *rollup->conversations);
	for (size_t i = 0; i < facts->n; i++)
		if (i == 0 || facts->of[i].conversation != facts->of[i - 1].conversation)
			rollup->conversations[rollup->n++] = facts->of[i].conversation;
	rollup->bodies = mem_new((rollup->n + 1) * sizeof *rollup->bodies);
}

/* The body of what is kept becomes that of all. */
static void fold_all(struct making *making)
{
	struct rollup *rollup = making->rollup;
	struct report_facts whole = {0};
	size_t at = 0;

	for (size_t i = 0; i < rollup->n; i++) {
		struct buffer *body = &rollup->bodies[i];

		whole.n = 0;
		making->damaged |= !report_facts_read(
			&whole, (struct blob){body->data, body->length}, rollup->n_kept);
		for (; at < making->facts.n &&
		       making->facts.of[at].conversation == rollup->conversations[i];
		     at++)
			report_facts_fold(&whole, &making->facts.of[at], rollup->items);
		buffer_clear(body);
		put_facts(body, &whole);
	}
	report_facts_finish(&whole);
}

static bool make(struct making *making, const struct store_kind *kind, const char *path,
		 struct error *err)
{
	struct report_reader reader = {
		.context = making,
		.fact = take_fact,
		.most = making->n_facts,
		.mark = take_mark,
		.version = making->version,
		.item = take_item,
	};
	struct rollup *rollup = making->rollup = mem_new(sizeof *rollup);

	rollup->items = report_items_create();
	if (!kind->report(path, 0, &reader, err))
		return false;
	if (making->n_read < making->n_facts)
		return true;
	report_facts_sort(&making->facts);
	find_conversations(making);
	reader.rollup = take_body;
	if (!kind->rollups(path, rollup->to.generation, rollup->conversations, rollup->n, &reader,
			   err))
		return false;
	fold_all(making);
	return true;
}

struct rollup *rollup_make(const struct store_kind *kind, const char *path, size_t n_facts,
			   struct error *err)
{
	struct making making = {.n_facts = n_facts, .version = report_items_version()};
	bool fine = make(&making, kind, path, err);

	if (fine && making.damaged) {
		rollup_destroy(making.rollup);
		report_facts_finish(&making.facts);
		making = (struct making){.n_facts = n_facts};
		fine = make(&making, kind, path, err);
	}
	report_facts_finish(&making.facts);
	if (fine && making.n_read == n_facts)
		return making.rollup;
	rollup_destroy(making.rollup);
	return NULL;
}

void rollup_destroy(struct rollup *rollup)
{
	if (!rollup)
		return;
	for (size_t i = 0; i < rollup->n; i++)
		buffer_finish(&rollup->bodies[i]);
	free(rollup->bodies);
	free(rollup->conversations);
	report_items_destroy(rollup->items);
	free(rollup);
}

int64_t rollup_behind(const struct rollup *rollup)
{
	return rollup->from.behind;
}

/* --- keeping ---------------------------------------------------------------------- */

static bool keep_items(const struct rollup *rollup, const struct store_kind *kind, void *db,
		       struct error *err)
{
	if (rollup->anew && !kind->rollup_items_clear(db, err))
		return false;
	for (size_t i = rollup->n_kept; i < report_items_count(rollup->items); i++)
		if (!kind->rollup_item_add(db, (int64_t)i, report_items_name(rollup->items, (int)i),
					   err))
			return false;
	return true;
}

static bool keep_bodies(const struct rollup *rollup, const struct store_kind *kind, void *db,
			struct error *err)
{
	for (size_t i = 0; i < rollup->n; i++) {
		const struct buffer *body = &rollup->bodies[i];
		const struct rollup_row row = {rollup->conversations[i],
					       {body->data, body->length}};

		if (!kind->rollup_save(db, &row, rollup->to.generation, err))
			return false;
	}
	return true;
}

bool rollup_keep(const struct rollup *rollup, const struct store_kind *kind, void *db,
		 struct error *err)
{
	struct rollup_mark mark = {0};

	if (kind->rollup_mark(db, &mark, err) == FIND_FAILED)
		return false;
	if (mark.generation != rollup->from.generation || mark.behind != rollup->from.behind)
		return true;
	return keep_items(rollup, kind, db, err) && keep_bodies(rollup, kind, db, err) &&
	       kind->rollup_mark_save(db, &rollup->to, err);
}
