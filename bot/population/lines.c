/*
 * One line, day by day. Everything that can stop it is looked at each day; the first that does
 * counts until it is over.
 */
#include "bot/population/lines.h"

#include <math.h>

#include "base/clock.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)
#define YEAR_DAYS 365
#define MONTH_DAYS 30
#define RENEWAL_DAYS 30 /* so long before its end a paper can be renewed */
#define FEN 100.0
#define OWNERS 25 /* kinds of them, when one is guessed */
#define OWNERS_APART 0.25

/* --- beginnings ------------------------------------------------------------------- */

/* The chance that is so many deviations of the log odds from the middle one. */
static double odds_away(double chance, double deviations)
{
	return 1 / (1 + exp(-log(chance / (1 - chance)) - deviations));
}

static double odds_spread(double chance, double spread, struct dice *dice)
{
	return odds_away(chance, spread * dice_normal(dice));
}

/* Of so many that end within a year. */
static int end_of_paper(double yearly, int day, struct dice *dice)
{
	return day + 1 + (int)dice_between(dice, 0, YEAR_DAYS / yearly);
}

static double topup_fen(const struct line *line, const struct population_params *params)
{
	double ten_yuan = 10 * FEN;

	return ceil(line->habit * FEN * params->topup_days / ten_yuan) * ten_yuan;
}

void line_begin(struct line *line, const struct population_params *params, struct dice *dice)
{
	int day = params->first_day;

	*line = (struct line){0};
	line->region = (int)dice_pick(dice, params->regions.shares, params->regions.n);
	line->prepaid = dice_falls(dice, params->prepaid_share);
	line->habit = params->usage_median * exp(params->usage_spread * dice_normal(dice));
	line->document_day = end_of_paper(params->document_yearly, day, dice);
	if (line->prepaid) {
		line->chance = odds_spread(params->topup_chance, params->topup_spread, dice);
		line->balance_fen = dice_between(dice, 0.1, 1) * topup_fen(line, params);
		return;
	}
	line->chance = odds_spread(params->punctual_chance, params->punctual_spread, dice);
	line->unbilled_fen = line->habit * FEN * dice_between(dice, 0, 30);
	line->due_of_month = params->due_days[dice_below(dice, params->n_due_days)];
	line->contract_day = end_of_paper(params->contract_yearly, day, dice);
}

/* Owners from one end to the other, as common as they are, and as likely to have done this. */
void line_guess_owner(struct line *line, const struct population_params *params, struct dice *dice)
{
	double middle = line->prepaid ? params->topup_chance : params->punctual_chance;
	double spread = line->prepaid ? params->topup_spread : params->punctual_spread;
	double chances[OWNERS], likely[OWNERS], sum = 0;

	for (int i = 0; i < OWNERS; i++) {
		double deviations = (i - OWNERS / 2) * OWNERS_APART;

		chances[i] = odds_away(middle, spread * deviations);
		likely[i] = exp(-deviations * deviations / 2) * pow(chances[i], line->taken) *
			    pow(1 - chances[i], line->occasions - line->taken);
		sum += likely[i];
	}
	for (int i = 0; i < OWNERS; i++)
		likely[i] /= sum;
	line->chance = chances[dice_pick(dice, likely, OWNERS)];
}

/* --- a day ------------------------------------------------------------------------ */

struct living {
	struct line *line;
	const struct population_params *params;
	int day;
	struct dice *dice;
};

static void use(const struct living *living)
{
	const struct population_params *params = living->params;
	struct line *line = living->line;
	int weekday = (living->day + 4) % 7; /* 1 January 1970 was a Thursday */
	double noise = exp(params->usage_noise * dice_normal(living->dice));

	if (dice_falls(living->dice, params->habit_change_daily))
		line->habit *= exp(params->habit_change * dice_normal(living->dice));
	line->used_fen = round(line->habit * FEN * noise *
			       (weekday == 0 || weekday == 6 ? params->usage_weekend : 1));
	if (line->prepaid)
		line->balance_fen -= line->used_fen;
	else
		line->unbilled_fen += line->used_fen;
}

/* The owner's own chance falls. */
static bool acts(const struct living *living)
{
	bool taken = dice_falls(living->dice, living->line->chance);

	living->line->occasions++;
	living->line->taken += taken;
	return taken;
}

static void top_up(const struct living *living)
{
	struct line *line = living->line;

	if (line->balance_fen < line->habit * FEN * living->params->topup_low_days && acts(living))
		line->balance_fen += topup_fen(line, living->params);
}

/* When this bill is due: the line's day of the month, from some days on. */
static bool is_bill_day(const struct living *living, int *due_day)
{
	struct civil civil;

	*due_day = living->day + (int)living->params->bill_notice_days;
	clock_civil(*due_day * DAY_MS, 0, &civil);
	return civil.day == living->line->due_of_month;
}

static void pay_bill(const struct living *living)
{
	struct line *line = living->line;
	int due_day;

	if (is_bill_day(living, &due_day)) {
		line->owed_fen += line->unbilled_fen;
		line->unbilled_fen = 0;
		line->due_day = line->due_day ? line->due_day : due_day;
	}
	if ((living->day == line->due_day && acts(living)) ||
	    (living->day > line->due_day && line->due_day &&
	     dice_falls(living->dice, living->params->late_pay_daily))) {
		line->owed_fen = 0;
		line->due_day = 0;
	}
}

/* From the days before its end on; true when nobody did until then. */
static bool paper_ends(const struct living *living, int *end_day, double renew_daily)
{
	if (living->day <= *end_day - RENEWAL_DAYS)
		return false;
	if (dice_falls(living->dice, renew_daily)) {
		*end_day += 10 * YEAR_DAYS;
		return false;
	}
	return living->day > *end_day;
}

static bool is_suspect(const struct living *living)
{
	struct line *line = living->line;

	if (dice_falls(living->dice, living->params->flag_daily))
		line->flagged_until = living->day + (int)living->params->flag_days;
	return living->day <= line->flagged_until &&
	       dice_falls(living->dice, living->params->flagged_stop_daily);
}

static enum stop money_stop(const struct living *living)
{
	const struct population_params *params = living->params;
	struct line *line = living->line;

	if (line->prepaid) {
		top_up(living);
		return line->balance_fen < 0 ? STOP_ARREARS : STOP_NONE;
	}
	pay_bill(living);
	if (line->due_day && living->day >= line->due_day + (int)params->grace_days)
		return STOP_ARREARS;
	return line->owed_fen + line->unbilled_fen > line->habit * FEN * params->credit_limit_days
		       ? STOP_CREDIT
		       : STOP_NONE;
}

static int end_of_hold(const struct living *living)
{
	size_t most = (size_t)living->params->hold_months;

	return living->day + MONTH_DAYS * (1 + (int)dice_below(living->dice, most));
}

static enum stop reason_to_stop(const struct living *living)
{
	const struct population_params *params = living->params;
	struct line *line = living->line;
	enum stop money = money_stop(living);

	if (is_suspect(living))
		return STOP_SUSPICION;
	if (money)
		return money;
	if (paper_ends(living, &line->document_day, params->document_renew_daily))
		return STOP_DOCUMENT;
	if (!line->prepaid && paper_ends(living, &line->contract_day, params->contract_renew_daily))
		return STOP_CONTRACT;
	if (dice_falls(living->dice, params->hold_daily)) {
		line->hold_day = end_of_hold(living);
		return STOP_HOLD;
	}
	return dice_falls(living->dice, params->lost_daily) ? STOP_LOST : STOP_NONE;
}

/* --- the way back ----------------------------------------------------------------- */

static double return_daily(const struct living *living)
{
	const struct population_params *params = living->params;

	switch (living->line->stop) {
	case STOP_NONE:
		break;
	case STOP_ARREARS:
	case STOP_CREDIT:
		return params->arrears_return_daily;
	case STOP_DOCUMENT:
	case STOP_CONTRACT:
		return params->papers_return_daily;
	case STOP_SUSPICION:
		return params->suspicion_return_daily;
	case STOP_HOLD:
		return living->day > living->line->hold_day ? 1 : params->hold_return_daily;
	case STOP_LOST:
		return params->lost_return_daily;
	}
	return 0;
}

/* What stopped it is settled, so that it does not stop the line again tomorrow. */
static void settle(const struct living *living)
{
	struct line *line = living->line;

	if (line->prepaid && line->balance_fen < 0)
		line->balance_fen = topup_fen(line, living->params);
	if (line->stop == STOP_ARREARS || line->stop == STOP_CREDIT)
		line->owed_fen = line->due_day = 0;
	if (line->stop == STOP_CREDIT)
		line->unbilled_fen = 0;
	if (line->stop == STOP_DOCUMENT)
		line->document_day += 10 * YEAR_DAYS;
	if (line->stop == STOP_CONTRACT)
		line->contract_day += YEAR_DAYS;
	if (line->stop == STOP_SUSPICION)
		line->flagged_until = 0;
	line->hold_day = 0;
	line->stop = STOP_NONE;
	line->paid = false;
}

void line_live(struct line *line, const struct population_params *params, int day,
	       struct dice *dice)
{
	const struct living living = {line, params, day, dice};

	if (line->stop) {
		line->used_fen = 0;
		if (line->paid || dice_falls(dice, return_daily(&living)))
			settle(&living);
		return;
	}
	use(&living);
	line->stop = reason_to_stop(&living);
	line->stopped_day = line->stop ? day : 0;
}

const char *line_cause(const struct line *line, const struct population_params *params, int day)
{
	switch (line->stop) {
	case STOP_NONE:
		break;
	case STOP_ARREARS:
		return day - line->stopped_day < (int)params->full_after_days ? "ARREARS_OUT"
									      : "ARREARS_FULL";
	case STOP_CREDIT:
		return "CREDIT_LIMIT";
	case STOP_DOCUMENT:
		return "REALNAME";
	case STOP_CONTRACT:
		return "CONTRACT_END";
	case STOP_SUSPICION:
		return "FRAUD_RISK";
	case STOP_HOLD:
		return "VOLUNTARY_HOLD";
	case STOP_LOST:
		return "LOST";
	}
	return "";
}
