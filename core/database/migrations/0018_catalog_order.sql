-- The catalog in the order in which its lists walk it: those of admins, and what employees may ask for.
CREATE INDEX catalog_items_order ON catalog_items (workspace_id, display_order, name, id);
CREATE INDEX catalog_items_browse ON catalog_items (workspace_id, (NOT is_pinned), display_order, name, id) WHERE archived_at IS NULL;
