-- What keeps totals, places and roots is planned once for a session: its switches leave one way through
-- each statement, and planning again for each list of accounts took a third of its time (T3).
ALTER FUNCTION organization_link_added() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION organization_link_removed() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION organization_link_no_cycle() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION organization_item_added() SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION organization_changed(uuid[]) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION organization_roots_linked() SET plan_cache_mode = force_generic_plan;
