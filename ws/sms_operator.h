/*
 * The operator's own message service (TMF681) as a gateway: bot/sms.h by CALL_MESSAGE.
 */
#ifndef FUJI_WS_SMS_OPERATOR_H
#define FUJI_WS_SMS_OPERATOR_H

#include "bot/sms.h"
#include "ws/service.h"

struct sms_operator {
	const struct service *service;
	struct sms_gateway gateway;
};

/** Over the service's outbox thread, which is there before the first is sent. Everything it has is
 *  asked for by its key first, so that none is sent twice. */
void sms_operator_open(struct sms_operator *out, const struct service *service);

#endif
