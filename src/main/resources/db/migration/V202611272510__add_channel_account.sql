-- The account of a bot at Twilio, for callbacks that name no phone number. It is not secret, and proves nothing by
-- itself: the credentials decide. NULL: the provider has no accounts, or an earlier version has stored the credentials
-- and no call has come since.
ALTER TABLE bot_channel ADD COLUMN account text;
