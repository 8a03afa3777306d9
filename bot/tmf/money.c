/*
 * What is owed, left and was paid. An amount that may not be all is none.
 */
#include <string.h>

#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

/* What is not settled is owed; a draft is nobody's to pay. */
static bool is_owed(const cJSON *bill)
{
	static const char *const others[] = {"settled", "new", "onHold", NULL};

	return !tmf_is_one_of(json_text(bill, "state"), others);
}

void tmf_take_bills(struct tmf_call *call, const cJSON *bills, const char *account,
		    struct carrier_line *line)
{
	const cJSON *bill;
	int64_t owed_fen = 0, fen, due_ms;

	cJSON_ArrayForEach(bill, bills)
	{
		if (tmf_id_of(bill, "billingAccount") &&
		    strcmp(tmf_id_of(bill, "billingAccount"), account)) {
			tmf_refuse(call, TMF_BILL, "another account");
			return;
		}
		if (!is_owed(bill))
			continue;
		if (!tmf_money(call->mapping, json_get(bill, "remainingAmount"), &fen) &&
		    !tmf_money(call->mapping, json_get(bill, "amountDue"), &fen))
			return;
		due_ms = tmf_time(bill, "paymentDueDate");
		owed_fen += fen;
		if (fen > 0 && due_ms && (!line->due_ms || due_ms < line->due_ms))
			line->due_ms = due_ms;
	}
	if (bills && tmf_is_whole(bills))
		line->owed_fen = owed_fen;
}

static bool names_product(const cJSON *resource, const char *product)
{
	const cJSON *list = json_get(resource, "product"), *item;

	if (!cJSON_GetArraySize(list))
		return true;
	cJSON_ArrayForEach(item, list)
	{
		if (json_text(item, "id") && !strcmp(json_text(item, "id"), product))
			return true;
	}
	return false;
}

void tmf_take_buckets(struct tmf_call *call, const cJSON *buckets, const char *product,
		      struct carrier_line *line)
{
	const cJSON *bucket;
	int64_t balance_fen = 0, fen;
	bool has_any = false;

	cJSON_ArrayForEach(bucket, buckets)
	{
		if (!names_product(bucket, product)) {
			tmf_refuse(call, TMF_PREPAY, "another product");
			return;
		}
		if (!tmf_same(json_text(bucket, "usageType"), "monetary") ||
		    tmf_same(json_text(bucket, "status"), "expired"))
			continue;
		if (!tmf_money(call->mapping, json_get(bucket, "remainingValue"), &fen))
			return;
		balance_fen += fen;
		has_any = true;
	}
	if (has_any && tmf_is_whole(buckets))
		line->balance_fen = balance_fen;
}

static void take_paid(struct carrier_line *line, int64_t at_ms, int64_t fen)
{
	if (at_ms <= line->paid_ms)
		return;
	line->paid_ms = at_ms;
	line->paid_fen = fen;
}

void tmf_take_topups(struct tmf_call *call, const cJSON *topups, const char *product,
		     struct carrier_line *line)
{
	const cJSON *topup;
	int64_t fen;

	cJSON_ArrayForEach(topup, topups)
	{
		if (!names_product(topup, product)) {
			tmf_refuse(call, TMF_PREPAY, "another product");
			return;
		}
		if (tmf_same(json_text(topup, "status"), "completed") &&
		    tmf_money(call->mapping, json_get(topup, "amount"), &fen))
			take_paid(line, tmf_time(topup, "confirmationDate"), fen);
	}
}

void tmf_take_payments(struct tmf_call *call, const cJSON *payments, const char *account,
		       struct carrier_line *line)
{
	static const char *const made[] = {"done", "captured", NULL};
	const cJSON *payment;
	int64_t fen;

	cJSON_ArrayForEach(payment, payments)
	{
		if (tmf_id_of(payment, "account") &&
		    strcmp(tmf_id_of(payment, "account"), account)) {
			tmf_refuse(call, TMF_PAYMENT, "another account");
			return;
		}
		if (tmf_is_one_of(json_text(payment, "status"), made) &&
		    (tmf_money(call->mapping, json_get(payment, "totalAmount"), &fen) ||
		     tmf_money(call->mapping, json_get(payment, "amount"), &fen)))
			take_paid(line, tmf_time(payment, "paymentDate"), fen);
	}
}
