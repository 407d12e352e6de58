"""Receives WhatsApp messages with five statements in one transaction, for bench/run peers.

An ASGI application without a framework. It checks the signature with the secret of the number, and responds after the
commit. The statements, in their order: the contact, its conversation, the message, the numbers of the conversation,
and a row for those who want to know. An earlier delivery of the same message changes nothing.
"""

import hashlib
import hmac
import json
import os
from datetime import datetime, timezone

import asyncpg

CONTACT = """
    INSERT INTO peer.contact AS k (tenant_id, phone, name, updated_at) VALUES ($1, $2, $3, now())
    ON CONFLICT (tenant_id, phone) DO UPDATE SET name = COALESCE(EXCLUDED.name, k.name), updated_at = now()
    RETURNING id
"""
CONVERSATION = """
    INSERT INTO peer.conversation AS c (tenant_id, bot_id, contact_id, updated_at) VALUES ($1, $2, $3, now())
    ON CONFLICT (tenant_id, bot_id, contact_id) DO UPDATE SET updated_at = now()
    RETURNING id, message_count + 1 AS seq
"""
MESSAGE = """
    INSERT INTO peer.message (tenant_id, conversation_id, seq, role, content, provider_message_id, created_at)
    VALUES ($1, $2, $3, 'user', $4, $5, $6)
    ON CONFLICT (tenant_id, provider_message_id) DO NOTHING
    RETURNING id
"""
COUNT = """
    UPDATE peer.conversation
    SET message_count = $3, last_message_at = GREATEST(last_message_at, $4), last_message_preview = left($5, 100),
        status = CASE WHEN status IN ('completed', 'failed') THEN 'active' ELSE status END
    WHERE tenant_id = $1 AND id = $2
"""
EVENT = "INSERT INTO peer.outbox (tenant_id, body) VALUES ($1, $2)"

pool = None
channels = {}


async def start():
    """Opens the connections of this process, and reads the numbers and their secrets."""
    global pool
    size = int(os.environ["PEER_CONNECTIONS"])
    pool = await asyncpg.create_pool(os.environ["PEER_DATABASE"], min_size=size, max_size=size)
    for row in await pool.fetch("SELECT phone_number_id, tenant_id, bot_id, app_secret FROM peer.channel"):
        channels[row["phone_number_id"]] = (row["tenant_id"], row["bot_id"], row["app_secret"].encode())


def signed(body, secret, signature):
    expected = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature)


async def receive_message(tenant, bot, name, message):
    at = datetime.fromtimestamp(int(message["timestamp"]), timezone.utc)
    text = message["text"]["body"]
    async with pool.acquire() as connection:
        async with connection.transaction():
            contact = await connection.fetchval(CONTACT, tenant, "+" + message["from"], name)
            conversation = await connection.fetchrow(CONVERSATION, tenant, bot, contact)
            stored = await connection.fetchval(
                MESSAGE, tenant, conversation["id"], conversation["seq"], text, message["id"], at
            )
            if stored is None:
                return
            await connection.execute(COUNT, tenant, conversation["id"], conversation["seq"], at, text)
            event = {
                "type": "message.received",
                "occurred_at": datetime.now(timezone.utc).isoformat(),
                "data": {
                    "conversation_id": str(conversation["id"]),
                    "contact_id": str(contact),
                    "message": {"id": str(stored), "seq": conversation["seq"], "role": "user", "content": text},
                },
            }
            await connection.execute(EVENT, tenant, json.dumps(event))


async def receive_payload(body, signature):
    """Returns the status of the response."""
    payload = json.loads(body)
    for entry in payload["entry"]:
        for change in entry["changes"]:
            value = change["value"]
            channel = channels.get(value["metadata"]["phone_number_id"])
            if channel is None or not signed(body, channel[2], signature):
                return 401
            names = {contact["wa_id"]: contact["profile"]["name"] for contact in value.get("contacts", [])}
            for message in value.get("messages", []):
                await receive_message(channel[0], channel[1], names.get(message["from"]), message)
    return 200


async def read(receive):
    body = b""
    while True:
        part = await receive()
        body += part.get("body", b"")
        if not part.get("more_body", False):
            return body


async def lifespan(receive, send):
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    if scope["method"] == "POST" and scope["path"] == "/api/v1/webhooks/whatsapp":
        signature = dict(scope["headers"]).get(b"x-hub-signature-256", b"")
        status = await receive_payload(await read(receive), signature)
    else:
        status = 404
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
