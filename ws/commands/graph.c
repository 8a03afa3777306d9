/*
 * `fuji graph`: what dialogues reach of a flow, for who writes its words.
 *
 * Nodes are what the flow's words lie in: texts, slots and their choices. Dialogue scripts are
 * played, and an edge is what followed what. A flow runs from the top at each message, so that
 * its way shows only in what is new: what was said, asked, and how a slot was answered.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "bot/core.h"
#include "ws/commands/command.h"
#include "ws/talk.h"

#define BEGIN 0
#define BEGINNING_OF_TEXT 14 /* characters that a node shows */

extern const struct command command_graph;

enum node_kind { NODE_BEGIN, NODE_TEXT, NODE_SLOT, NODE_CHOICE, N_NODE_KINDS };

struct node {
	enum node_kind kind;
	const char *name; /* of a choice: its value */
	size_t slot;      /* of a choice */
	const char *words;
	size_t n_reached;
};

struct edge {
	size_t from, to, n;
};

struct graph {
	struct arena *arena;
	struct texts *texts; /* whose words the nodes have */
	const char *flow;
	struct node *nodes;
	size_t n_nodes;
	struct edge *edges;
	size_t n_edges;
	size_t n_errands;

	/* Of the errands under way in the dialogue that is played. */
	char conversation[CRYPTO_ID_SIZE];
	struct errand {
		int64_t number;
		size_t at;            /* the node that it reached last */
		const char **answers; /* by node: how that slot was answered; NULL: not yet */
	} * errands;
	size_t n_under_way;
};

/* --- nodes -------------------------------------------------------------------- */

static size_t add_node(struct graph *graph, enum node_kind kind, const char *name, size_t slot,
		       const char *words)
{
	graph->nodes = mem_resize(graph->nodes, graph->n_nodes + 1, sizeof *graph->nodes);
	graph->nodes[graph->n_nodes] = (struct node){
		.kind = kind, .name = name, .slot = slot, .words = words};
	return graph->n_nodes++;
}

/* A person is offered everywhere, and called by the dialogue before a flow hears of it. */
static void add_slot(struct graph *graph, const struct slot *slot)
{
	size_t node = add_node(graph, NODE_SLOT, slot->name, 0, slot->ask[LANGUAGE_ZH]);

	for (size_t i = 0; i < slot->n_choices; i++) {
		const struct slot_choice *choice = &slot->choices[i];

		if (strcmp(choice->value, "person"))
			add_node(graph, NODE_CHOICE, choice->value, node,
				 choice->title[LANGUAGE_ZH]);
	}
}

static void take_written(void *context, const struct written *written)
{
	struct graph *graph = context;

	if (strcmp(written->flow, graph->flow) || written->language != LANGUAGE_ZH)
		return;
	if (written->use == TEXT_SAID)
		add_node(graph, NODE_TEXT, written->name, 0, written->node->text);
	else if (written->use == TEXT_ASKED)
		add_slot(graph, texts_slot(graph->texts, graph->flow, written->name));
}

static bool read_nodes(struct graph *graph, const char *home, struct problems *problems)
{
	graph->texts = texts_load(home, flow_names(), problems);
	if (!graph->texts)
		return false;
	add_node(graph, NODE_BEGIN, "begin", 0, "");
	texts_each(graph->texts, take_written, graph);
	if (!flow_named(graph->flow))
		problems_add(problems, arena_format(graph->arena, "bot/flows/%s.yaml", graph->flow),
			     0, 0, "there is no such flow");
	return flow_named(graph->flow);
}

/* n_nodes if there is none: causes, articles and what is common to all are no nodes. */
static size_t find_node(const struct graph *graph, enum node_kind kind, const char *name,
			size_t slot)
{
	size_t i = 0;

	while (i < graph->n_nodes &&
	       (graph->nodes[i].kind != kind || graph->nodes[i].slot != slot ||
		strcmp(graph->nodes[i].name, name)))
		i++;
	return i;
}

/* --- edges -------------------------------------------------------------------- */

static void count_edge(struct graph *graph, size_t from, size_t to)
{
	size_t i = 0;

	while (i < graph->n_edges && (graph->edges[i].from != from || graph->edges[i].to != to))
		i++;
	if (i == graph->n_edges) {
		graph->edges = mem_resize(graph->edges, i + 1, sizeof *graph->edges);
		graph->edges[graph->n_edges++] = (struct edge){.from = from, .to = to};
	}
	graph->edges[i].n++;
}

static void go_to(struct graph *graph, struct errand *errand, size_t node)
{
	if (node == graph->n_nodes || node == errand->at)
		return;
	count_edge(graph, errand->at, node);
	graph->nodes[node].n_reached++;
	errand->at = node;
}

/* Dialogues are played one after another, each in a conversation of its own. */
static struct errand *errand_of(struct graph *graph, const struct step *step)
{
	size_t i = 0;

	if (strcmp(graph->conversation, step->conversation)) {
		snprintf(graph->conversation, sizeof graph->conversation, "%s", step->conversation);
		graph->n_under_way = 0;
	}
	while (i < graph->n_under_way && graph->errands[i].number != step->errand)
		i++;
	if (i == graph->n_under_way) {
		graph->errands = mem_resize(graph->errands, i + 1, sizeof *graph->errands);
		graph->errands[graph->n_under_way++] = (struct errand){
			.number = step->errand,
			.answers = arena_new(graph->arena, graph->n_nodes * sizeof(char *)),
		};
		graph->n_errands++;
	}
	return &graph->errands[i];
}

/* Only what is new: a slot that has this answer already was passed at an earlier run. */
static void pass(struct graph *graph, struct errand *errand, size_t slot, const char *answer)
{
	const char *before;

	if (slot == graph->n_nodes)
		return;
	answer = answer ? answer : "";
	before = errand->answers[slot];
	if (before && !strcmp(before, answer))
		return;
	errand->answers[slot] = arena_text(graph->arena, answer);
	go_to(graph, errand, slot);
	go_to(graph, errand, find_node(graph, NODE_CHOICE, answer, slot));
}

static void take_step(void *context, const struct step *step)
{
	struct graph *graph = context;
	struct errand *errand;

	if (strcmp(step->flow, graph->flow))
		return;
	errand = errand_of(graph, step);
	switch (step->kind) {
	case STEP_SAID:
		go_to(graph, errand, find_node(graph, NODE_TEXT, step->name, 0));
		break;
	case STEP_ASKED:
		go_to(graph, errand, find_node(graph, NODE_SLOT, step->name, 0));
		break;
	case STEP_PASSED:
		pass(graph, errand, find_node(graph, NODE_SLOT, step->name, 0), step->answer);
		break;
	}
}

/* --- printing ----------------------------------------------------------------- */

static void print_quoted(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n')
			fputs("\\n", stdout);
		else
			printf(text[i] == '"' || text[i] == '\\' ? "\\%c" : "%c", text[i]);
	}
}

static void print_node(const struct graph *graph, size_t i)
{
	static const char *const shapes[N_NODE_KINDS] = {"circle", "box", "ellipse", "cds"};
	const struct node *node = &graph->nodes[i];
	size_t length = strlen(node->words);
	size_t shown = text_bytes_of(node->words, length, BEGINNING_OF_TEXT);

	printf("\tn%zu [shape=%s, label=\"%s", i, shapes[node->kind], node->name);
	if (shown)
		fputs("\\n", stdout);
	print_quoted(node->words, shown);
	fputs(shown < length ? "…\", tooltip=\"" : "\", tooltip=\"", stdout);
	print_quoted(node->words, length);
	puts(i == BEGIN || node->n_reached ? "\"];" : "\", color=grey, fontcolor=grey];");
}

static void print_coverage(const struct graph *graph)
{
	static const char *const names[N_NODE_KINDS] = {"", "texts", "slots", "choices"};
	size_t all[N_NODE_KINDS] = {0}, reached[N_NODE_KINDS] = {0};

	for (size_t i = 0; i < graph->n_nodes; i++) {
		all[graph->nodes[i].kind]++;
		reached[graph->nodes[i].kind] += graph->nodes[i].n_reached > 0;
	}
	printf("// %s: %zu errands reached", graph->flow, graph->n_errands);
	for (size_t kind = NODE_TEXT; kind < N_NODE_KINDS; kind++)
		printf("%s %zu of %zu %s", kind > NODE_TEXT ? "," : "", reached[kind], all[kind],
		       names[kind]);
	putchar('\n');
}

static void print_graph(const struct graph *graph)
{
	print_coverage(graph);
	printf("digraph \"%s\" {\n", graph->flow);
	for (size_t i = 0; i < graph->n_nodes; i++)
		print_node(graph, i);
	for (size_t i = 0; i < graph->n_nodes; i++) {
		if (graph->nodes[i].kind == NODE_CHOICE && !graph->nodes[i].n_reached)
			printf("\tn%zu -> n%zu [color=grey];\n", graph->nodes[i].slot, i);
	}
	for (size_t i = 0; i < graph->n_edges; i++)
		printf("\tn%zu -> n%zu [label=%zu];\n", graph->edges[i].from, graph->edges[i].to,
		       graph->edges[i].n);
	puts("}");
}

/* --- the command -------------------------------------------------------------- */

static bool play_all(struct graph *graph, struct talk_player *player, const char *const *files,
		     size_t n, struct problems *problems)
{
	struct talk_score score = {0};
	bool fine = true;

	talk_player_trace(player, take_step, graph);
	for (size_t i = 0; i < n; i++)
		fine = talk_play(player, files[i], TALK_STRAIGHT, &score, problems) && fine;
	return fine && score.n_failed == 0;
}

static int draw(struct graph *graph, const char *home, const char **files, size_t n,
		struct problems *problems)
{
	const char *folder = arena_format(graph->arena, "%s/tests/talk", home);
	struct talk_player *player = NULL;
	struct error err = {""};
	int code = EXIT_INPUT;

	if (read_nodes(graph, home, problems) &&
	    (n || yaml_files(folder, ".talk", graph->arena, &files, &n, problems)))
		player = talk_player_create(home, problems, &err);
	if (player && play_all(graph, player, files, n, problems)) {
		print_graph(graph);
		code = EXIT_DONE;
	} else if (problems_count(problems))
		code = command_fail_problems(problems);
	else
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	talk_player_destroy(player);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"talk", required_argument, NULL, 't'}, {0}};
	struct graph graph = {.arena = arena_create()};
	struct problems *problems = problems_create();
	const char **files = arena_new(graph.arena, (size_t)argc * sizeof *files);
	size_t n = 0;
	bool good = true;
	int option, code;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		good = good && option == 't';
		files[n++] = optarg;
	}
	good = good && optind + 1 == argc && !strchr(argv[optind], '/');
	graph.flow = good ? argv[optind] : "";
	code = good ? draw(&graph, command_home(graph.arena), files, n, problems)
		    : command_misused(&command_graph);
	texts_destroy(graph.texts);
	free(graph.nodes);
	free(graph.edges);
	free(graph.errands);
	problems_destroy(problems);
	arena_destroy(graph.arena);
	return code;
}

const struct command command_graph = {
	.name = "graph",
	.summary = "draws what dialogues reach of a flow",
	.usage =
		"usage: fuji graph FLOW [--talk FILE]...\n\n"
		"  --talk FILE  a dialogue script; may be given more than once (all of tests/talk)\n\n"
		"Plays the scripts and prints for Graphviz what followed what, how often: the flow's\n"
		"texts (boxes), slots (ellipses) and choices; grey is what none of them reached.\n"
		"`fuji graph resume_line | dot -Tsvg >resume_line.svg`; a comment sums it up.\n",
	.run = run,
};
