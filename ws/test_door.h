/*
 * What an operator for tests does beside its APIs, under `/test` of its address: somebody pays,
 * and the text messages that it sent are read. tests/operator/ has such an operator; a real one
 * answers 404.
 */
#ifndef FUJI_WS_TEST_DOOR_H
#define FUJI_WS_TEST_DOOR_H

#include "bot/carrier.h"
#include "ws/carrier_link.h"

/** Both wait for the answer. */
bool test_door_pay(struct carrier_link *link, const char *line, int64_t fen);
void test_door_sms(struct carrier_link *link, carrier_sms_taker *take, void *context);

#endif
