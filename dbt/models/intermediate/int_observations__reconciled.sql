with observations as (

    select * from {{ ref('int_observations__current') }}

),

-- The stated rules, in this order: final over estimated, exact over rounded, first-hand over syndicated, the nearer
-- source over the farther, later over earlier. Inside one page the first mention wins; the identifier makes the order
-- total.
ranked as (

    select
        *,
        row_number() over figure as preference_rank,
        row_number() over figure_of_article as article_preference_rank,
        first_value(article_id) over figure as chosen_article_id,
        first_value(status) over figure as chosen_status,
        first_value(value_low) over figure as chosen_low,
        first_value(value_high) over figure as chosen_high
    from observations
    window figure as (
        partition by figure_id
        order by
            (status = 'estimated') asc,
            (qualifier != 'exact') asc,
            value_precision asc,
            is_syndicated asc,
            source_rank asc nulls last,
            published_at desc nulls last,
            article_id asc,
            start_offset asc,
            observation_id asc
    ),
    -- By the same rules: each page has one say.
    figure_of_article as (
        partition by figure_id, article_id
        order by
            (status = 'estimated') asc,
            (qualifier != 'exact') asc,
            value_precision asc,
            start_offset asc,
            observation_id asc
    )

),

-- An estimate that the final figure replaced is no contradiction: only statements of the chosen status are compared.
-- What contradicts on one page is more often a part that the page did not name as one: that is ambiguous, and only
-- what another page says is a dispute.
compared as (

    select
        *,
        status = chosen_status and article_preference_rank = 1 as is_comparable,
        status = chosen_status
        and coalesce(
            value_high <= chosen_low
            or value_low >= chosen_high,
            false
        ) as is_contradiction
    from ranked

),

summaries as (

    select
        figure_id,
        count(*) as statement_count,
        count(distinct coalesce(first_hand_article_id, article_id)) as source_count,
        min(value) filter (where is_comparable) as value_min,
        max(value) filter (where is_comparable) as value_max,
        bool_or(is_contradiction and is_comparable) as is_disputed,
        bool_or(is_contradiction and article_id = chosen_article_id) as is_ambiguous
    from compared
    group by figure_id

)

select
    chosen.figure_id,
    chosen.observation_id,
    chosen.article_id,
    chosen.indicator_code,
    chosen.place_id,
    chosen.organisation_id,
    chosen.period_id,
    chosen.part,
    chosen.measure,
    chosen.value,
    chosen.value_precision,
    chosen.value_low,
    chosen.value_high,
    chosen.unit_code,
    chosen.total_value,
    chosen.per_unit,
    chosen.qualifier,
    chosen.status,
    chosen.basis,
    chosen.plan_named,
    chosen.confidence,
    chosen.sentence,
    chosen.article_url,
    chosen.published_at,
    summaries.statement_count,
    summaries.source_count,
    summaries.value_min,
    summaries.value_max,
    summaries.value_max - summaries.value_min as value_spread,
    summaries.is_disputed,
    summaries.is_ambiguous
from compared as chosen
inner join summaries
    on chosen.figure_id = summaries.figure_id
where chosen.preference_rank = 1
