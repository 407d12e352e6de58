-- For echoes, which look for the message of ours that they repeat: few messages of a bot are on their way or uncertain.
CREATE INDEX message_unsettled_ix ON message (tenant_id, bot_id, id) WHERE status IN ('sending', 'uncertain');
