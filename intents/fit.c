/*
 * Hand rows to liblinear.
 */
#include "intents/fit.h"

#include <stdlib.h>
#include <string.h>

static void say_nothing(const char *text)
{
	(void)text;
}

void fit_close(struct feature_node *nodes, size_t n_features)
{
	nodes[0] = (struct feature_node){(int)n_features + 1, 1};
	nodes[1] = (struct feature_node){-1, 0};
}

static void solve(const struct fit *fit, const struct parameter *parameter, double *out)
{
	const struct problem problem = {
		.l = (int)fit->n_rows,
		.n = (int)fit->n_features + 1,
		.y = fit->answers,
		.x = fit->rows,
		.bias = 1,
	};

	set_print_string_function(say_nothing);
	srand(1);
	struct model *model = train(&problem, parameter);

	/* Of the answers 1 and -1 liblinear always puts 1 first: no sign to turn. */
	memcpy(out, model->w, (fit->n_features + 1) * sizeof *out);
	free_and_destroy_model(&model);
}

/* Tighter bounds take longer and find nothing better on sentences not seen. */
void fit_margin(const struct fit *fit, double *out)
{
	const struct parameter parameter = {
		.solver_type = L2R_L2LOSS_SVC_DUAL, .eps = 0.2, .C = fit->cost};

	solve(fit, &parameter, out);
}

void fit_odds(const struct fit *fit, double *out)
{
	const struct parameter parameter = {.solver_type = L2R_LR, .eps = 0.001, .C = fit->cost};

	solve(fit, &parameter, out);
}
