-- The tenants that claim an account take turns. Concurrently, so that channels can be changed while it is built. An
-- index that an interrupted start has left is built again.
DROP INDEX CONCURRENTLY IF EXISTS bot_channel_by_account_tenant_ix;
CREATE INDEX CONCURRENTLY bot_channel_by_account_tenant_ix ON bot_channel (account, tenant_id, bot_id)
    WHERE account IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS bot_channel_by_account_ix;
