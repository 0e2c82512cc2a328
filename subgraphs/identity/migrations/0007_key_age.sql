-- A tenant may let API keys work for so many days only, so whoever looks a key up reads when it was made.
grant select (created_at) on identity.api_key to bulkhead_authenticator;
