/*
 * Files that subscribers sent: what is known of each. Their bytes lie in a folder.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

static void put_upload(struct query *query, const struct upload_row *upload)
{
	query_put_text(query, upload->id);
	query_put_number(query, upload->conversation);
	query_put_number(query, upload->seq);
	query_put_number(query, upload->at_ms);
	query_put_number(query, upload->expires_ms);
	query_put_number(query, upload->type);
	query_put_number(query, upload->size);
	query_put_bytes(query, upload->hash, sizeof upload->hash);
	query_put_blob(query, upload->sealed_key);
}

static void take_upload(struct query *query, struct arena *arena, struct upload_row *out)
{
	query_take_text(query, out->id, sizeof out->id);
	out->conversation = query_take_number(query);
	out->seq = query_take_number(query);
	out->at_ms = query_take_number(query);
	out->expires_ms = query_take_number(query);
	out->type = (int)query_take_number(query);
	out->size = query_take_number(query);
	query_take_bytes(query, out->hash, sizeof out->hash);
	out->sealed_key = query_take_blob(query, arena);
	out->row = query_take_number(query);
}

bool sqlite_upload_add(void *db, struct upload_row *upload, struct error *err)
{
	struct query query = query_start(db, UPLOAD_ADD);

	put_upload(&query, upload);
	return query_run_add(&query, &upload->row, err);
}

enum found sqlite_upload_find(void *db, const char *id, struct arena *arena, struct upload_row *out,
			      struct error *err)
{
	struct query query = query_start(db, UPLOAD_FIND);
	enum found found;

	query_put_text(&query, id);
	found = query_next(&query, err);
	if (found == FOUND)
		take_upload(&query, arena, out);
	query_end(&query);
	return found;
}

bool sqlite_upload_save(void *db, const struct upload_row *upload, struct error *err)
{
	struct query query = query_start(db, UPLOAD_SAVE);

	put_upload(&query, upload);
	query_put_number(&query, upload->row);
	return query_run_save(&query, err);
}

bool sqlite_upload_remove(void *db, int64_t row, struct error *err)
{
	struct query query = query_start(db, UPLOAD_REMOVE);

	query_put_number(&query, row);
	return query_run(&query, err);
}

static bool list_uploads(void *db, enum statement which, int64_t number, upload_taker *take,
			 void *context, struct error *err)
{
	struct query query = query_start(db, which);
	struct upload_row row;
	enum found found;

	query_put_number(&query, number);
	while ((found = query_next(&query, err)) == FOUND) {
		take_upload(&query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}

bool sqlite_upload_due(void *db, int64_t now_ms, upload_taker *take, void *context,
		       struct error *err)
{
	return list_uploads(db, UPLOAD_DUE, now_ms, take, context, err);
}

bool sqlite_upload_list(void *db, int64_t conversation, upload_taker *take, void *context,
			struct error *err)
{
	return list_uploads(db, UPLOAD_LIST, conversation, take, context, err);
}

bool sqlite_upload_totals(void *db, int64_t conversation, int64_t *n, int64_t *bytes,
			  struct error *err)
{
	struct query query = query_start(db, UPLOAD_TOTALS);
	enum found found;

	query_put_number(&query, conversation);
	found = query_next(&query, err);
	if (found == FOUND) {
		*n = query_take_number(&query);
		*bytes = query_take_number(&query);
	}
	query_end(&query);
	return found == FOUND;
}
