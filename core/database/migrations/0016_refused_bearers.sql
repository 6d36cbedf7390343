-- Bearers that nobody knows are counted against the address that sends them, in a budget that no call draws on.
ALTER TABLE rate_windows
    DROP CONSTRAINT rate_windows_bucket_check,
    ADD CONSTRAINT rate_windows_bucket_check CHECK (bucket IN ('reads', 'writes', 'refused_bearers'));
