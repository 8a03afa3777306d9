/*
 * Which gateway the settings name.
 */
#ifndef FUJI_WS_SMS_GATEWAYS_H
#define FUJI_WS_SMS_GATEWAYS_H

#include "ws/sms_http.h"
#include "ws/sms_operator.h"

struct sms_gateways {
	struct sms_http http;
	struct sms_operator of_operator;
};

/** It lives in `own`; NULL: none is named, or an operator that takes no messages. The service outlives it. */
const struct sms_gateway *sms_gateway_open(struct sms_gateways *own, const struct service *service);

#endif
