/*
 * Text messages on their way from the bot to the gateway, and what became of them on the way back.
 */
#ifndef FUJI_WS_TEXT_MESSAGE_H
#define FUJI_WS_TEXT_MESSAGE_H

#include "bot/bot.h"
#include "ws/service.h"

/** Takes an OUTPUT_SMS: gives it to the gateway, unless somebody is connected to read the conversation.
 *  Loop thread. */
void text_message_take(const struct service *service, struct output *output);

#endif
