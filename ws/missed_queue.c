/*
 * Pages become items; items become clusters.
 */
#include "ws/missed_queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "intents/clusters.h"
#include "ws/commands/command.h"
#include "ws/missed.h"

/* --- fetching --------------------------------------------------------------------- */

static void add_item(struct missed_queue *queue, const cJSON *json)
{
	queue->items = mem_resize(queue->items, queue->n + 1, sizeof *queue->items);
	queue->items[queue->n++] = (struct missed_item){
		.json = json,
		.number = json_integer(json, "number", 0),
		.count = json_integer(json, "count", 1),
		.state = json_text(json, "state"),
		.text = json_text(json_get(json, "said"), "text"),
	};
}

static void add_page(struct missed_queue *queue, cJSON *page)
{
	const cJSON *json;

	queue->pages = mem_resize(queue->pages, queue->n_pages + 1, sizeof(cJSON *));
	queue->pages[queue->n_pages++] = page;
	cJSON_ArrayForEach(json, json_get(page, "missed"))
	{
		add_item(queue, json);
	}
}

int missed_queue_fetch(struct missed_queue *out, struct reach *reach)
{
	int64_t after = 0;
	int code;

	*out = (struct missed_queue){0};
	do {
		struct buffer request = {0};
		cJSON *page;

		missed_put_list(&request, after);
		code = reach_ask(reach, &request, &page);
		buffer_finish(&request);
		if (code != EXIT_DONE)
			return code;
		add_page(out, page);
		after = json_integer(page, "next", 0);
	} while (after);
	return EXIT_DONE;
}

void missed_queue_finish(struct missed_queue *queue)
{
	for (size_t i = 0; i < queue->n_pages; i++)
		cJSON_Delete(queue->pages[i]);
	free(queue->pages);
	free(queue->items);
	*queue = (struct missed_queue){0};
}

/* --- gathering -------------------------------------------------------------------- */

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_items(const void *a, const void *b)
{
	const struct missed_item *left = a, *right = b;
	int order = compare(right->cluster_count, left->cluster_count);

	order = order ? order : compare(left->cluster, right->cluster);
	order = order ? order : compare(right->count, left->count);
	return order ? order : compare(left->number, right->number);
}

static void keep(struct missed_queue *queue, const char *state)
{
	size_t kept = 0;

	for (size_t i = 0; i < queue->n; i++) {
		if (!state || !strcmp(queue->items[i].state, state))
			queue->items[kept++] = queue->items[i];
	}
	queue->n = kept;
}

static void take_clusters(struct missed_queue *queue, const size_t *leaders)
{
	for (size_t i = 0; i < queue->n; i++) {
		struct missed_item *leader = &queue->items[leaders[i]];

		leader->cluster_count += queue->items[i].count;
		leader->cluster_size++;
	}
	for (size_t i = 0; i < queue->n; i++) {
		const struct missed_item *leader = &queue->items[leaders[i]];

		queue->items[i].cluster = leader->number;
		queue->items[i].cluster_count = leader->cluster_count;
		queue->items[i].cluster_size = leader->cluster_size;
	}
}

bool missed_queue_gather(struct missed_queue *queue, const char *state, struct error *err)
{
	const char **texts;
	size_t *leaders;
	bool good;

	keep(queue, state);
	if (queue->n == 0)
		return true;
	qsort(queue->items, queue->n, sizeof *queue->items, compare_items);
	texts = mem_new(queue->n * sizeof *texts);
	leaders = mem_new(queue->n * sizeof *leaders);
	for (size_t i = 0; i < queue->n; i++)
		texts[i] = queue->items[i].text;
	good = clusters_find(texts, queue->n, leaders, err);
	if (good) {
		take_clusters(queue, leaders);
		qsort(queue->items, queue->n, sizeof *queue->items, compare_items);
	}
	free(texts);
	free(leaders);
	return good;
}

/* --- naming ----------------------------------------------------------------------- */

static const struct missed_item *find(const struct missed_queue *queue, int64_t number)
{
	for (size_t i = 0; i < queue->n; i++) {
		if (queue->items[i].number == number)
			return &queue->items[i];
	}
	return NULL;
}

/* *out_rest is what stands behind the number. */
static const struct missed_item *read_operand(const struct missed_queue *queue, const char *operand,
					      const char **out_rest)
{
	char *end;
	long long number = strtoll(operand, &end, 10);

	*out_rest = end;
	return end == operand ? NULL : find(queue, number);
}

const struct missed_item *missed_queue_find(const struct missed_queue *queue, const char *operand)
{
	const char *rest;
	const struct missed_item *item = read_operand(queue, operand, &rest);

	return *rest ? NULL : item;
}

static void add_number(struct missed_numbers *numbers, int64_t number)
{
	numbers->items = mem_resize(numbers->items, numbers->n + 1, sizeof *numbers->items);
	numbers->items[numbers->n++] = number;
}

static bool add_cluster(const struct missed_queue *queue, const struct missed_item *of,
			struct missed_numbers *out, struct error *err)
{
	struct missed_queue listed = {.n = queue->n};
	bool good;
	int64_t cluster;

	listed.items = mem_resize(NULL, queue->n, sizeof *listed.items);
	memcpy(listed.items, queue->items, queue->n * sizeof *listed.items);
	good = missed_queue_gather(&listed, of->state, err);
	cluster = find(&listed, of->number)->cluster;
	for (size_t i = 0; good && i < listed.n; i++) {
		if (listed.items[i].cluster == cluster)
			add_number(out, listed.items[i].number);
	}
	free(listed.items);
	return good;
}

enum found missed_queue_add_numbers(const struct missed_queue *queue, const char *operand,
				    struct missed_numbers *out, struct error *err)
{
	const char *rest;
	const struct missed_item *item = read_operand(queue, operand, &rest);

	if (!item || (*rest && strcmp(rest, "+") != 0))
		return NOT_FOUND;
	if (*rest)
		return add_cluster(queue, item, out, err) ? FOUND : FIND_FAILED;
	add_number(out, item->number);
	return FOUND;
}

/* --- printing --------------------------------------------------------------------- */

static void print_cluster(const struct missed_item *item)
{
	if (item->cluster_size > 1)
		printf("\n%lld+  %zu messages, said %lld times\n", (long long)item->cluster,
		       item->cluster_size, (long long)item->cluster_count);
	else
		putchar('\n');
}

static void print_item(const struct missed_item *item, int zone_minutes, bool with_state)
{
	const cJSON *guess = cJSON_GetArrayItem(json_get(json_get(item->json, "said"), "guesses"),
						0);
	struct civil day;
	char best[64] = "-";

	if (guess)
		snprintf(best, sizeof best, "%s %.2f", json_text(guess, "name"),
			 cJSON_GetNumberValue(json_get(guess, "confidence")));
	clock_civil(json_integer(item->json, "at_ms", 0), zone_minutes, &day);
	printf("%6lld  x%-4lld %d-%02d-%02d  %-24s ", (long long)item->number,
	       (long long)item->count, day.year, day.month, day.day, best);
	if (with_state)
		printf("%-8s ", item->state);
	puts(item->text);
}

void missed_queue_print(const struct missed_queue *queue, int zone_minutes, bool with_state)
{
	for (size_t i = 0; i < queue->n; i++) {
		const struct missed_item *item = &queue->items[i];

		if (i == 0 || item[-1].cluster != item->cluster)
			print_cluster(item);
		print_item(item, zone_minutes, with_state);
	}
}

static void put_item(struct buffer *out, const struct missed_item *item)
{
	char at[25];

	clock_print(json_integer(item->json, "at_ms", 0), at);
	json_put_comma(out);
	buffer_char(out, '{');
	json_put_integer(out, "number", item->number);
	json_put_integer(out, "count", item->count);
	json_put_member(out, "at", at);
	json_put_member(out, "state", item->state);
	json_put_member(out, "language", json_text(item->json, "language"));
	json_put_member(out, "packs", json_text(item->json, "packs"));
	json_put_member(out, "text", item->text);
	json_put_name(out, "guesses");
	json_put_value(out, json_get(json_get(item->json, "said"), "guesses"));
	buffer_char(out, '}');
}

static void put_cluster(struct buffer *out, const struct missed_item *first)
{
	json_put_comma(out);
	buffer_char(out, '{');
	json_put_name(out, "name");
	buffer_format(out, "\"%lld+\"", (long long)first->cluster);
	json_put_integer(out, "count", first->cluster_count);
	json_put_name(out, "messages");
	buffer_char(out, '[');
	for (size_t i = 0; i < first->cluster_size; i++)
		put_item(out, &first[i]);
	buffer_text(out, "]}");
}

void missed_queue_print_json(const struct missed_queue *queue)
{
	struct buffer out = {0};

	buffer_text(&out, "{\"clusters\":[");
	for (size_t i = 0; i < queue->n; i += queue->items[i].cluster_size)
		put_cluster(&out, &queue->items[i]);
	buffer_text(&out, "]}");
	puts(out.data);
	buffer_finish(&out);
}
