"""SQL that numbers new deliveries in the inboxes that they come to: parts of a statement whose `new` has the rows.

They have workspace_id, recipient_user_id, which is null for what waits for an admin, and id.
"""

from typing import Final, LiteralString

# Locks the inboxes until the end of the transaction, and takes a number for each row: in one order for whoever delivers, so that no two
# wait crosswise. Families are locked before.
INBOX_HEADS: Final[LiteralString] = """
    heads AS (
        INSERT INTO inbox_heads AS h (workspace_id, user_id, last_number)
        SELECT workspace_id, recipient_user_id, count(*) FROM new WHERE recipient_user_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (workspace_id, user_id) DO UPDATE SET last_number = h.last_number + excluded.last_number
        RETURNING workspace_id, user_id, last_number
    )
    """
# The rows n of `new` with the heads of their inboxes, and the number of each, in the order of the ids.
NUMBERED_ROWS: Final[LiteralString] = " new n LEFT JOIN heads h ON h.workspace_id = n.workspace_id AND h.user_id = n.recipient_user_id "
INBOX_NUMBER: Final[LiteralString] = """
    h.last_number + 1 - row_number() OVER (PARTITION BY n.workspace_id, n.recipient_user_id ORDER BY n.id DESC)
    """
