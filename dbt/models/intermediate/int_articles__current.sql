with articles as (

    select * from {{ ref('stg_landing__articles') }}

),

captures as (

    select * from {{ ref('stg_raw__captures') }}

),

-- What the newest parser made of a capture counts: a replay takes the place of what was read before.
parse_outcomes as (

    select distinct on (capture_id)
        capture_id,
        article_version_id,
        outcome
    from {{ ref('stg_landing__parse_outcomes') }}
    order by capture_id asc, parsed_at desc, parse_outcome_id asc

),

-- A version is seen anew when the same bytes are fetched again, and when other bytes give the same text. What was
-- stored counts from the time of the capture, so that a replayed archive does not pass for today's page.
sightings as (

    select
        parse_outcomes.article_version_id,
        max(
            case fetch_outcomes.outcome
                when 'stored' then captures.fetched_at
                else fetch_outcomes.attempted_at
            end
        ) as last_seen_at
    from parse_outcomes
    inner join captures
        on parse_outcomes.capture_id = captures.capture_id
    inner join {{ ref('stg_raw__fetch_outcomes') }} as fetch_outcomes
        on captures.capture_id = fetch_outcomes.capture_id
    where
        parse_outcomes.outcome = 'parsed'
        and fetch_outcomes.outcome in ('stored', 'unchanged')
    group by parse_outcomes.article_version_id

),

versions as (

    select
        articles.*,
        sightings.last_seen_at
    from articles
    inner join sightings
        on articles.article_version_id = sightings.article_version_id

),

-- The nearest first hand, where a version was found to repeat several articles.
links as (

    select distinct on (article_version_id)
        article_version_id,
        first_hand_article_id
    from {{ ref('stg_landing__article_links') }}
    order by article_version_id asc, similarity desc, first_hand_article_id asc

),

ranked as (

    select
        *,
        row_number() over (
            partition by article_id
            order by last_seen_at desc, parsed_at desc, article_version_id asc
        ) as version_rank,
        count(*) over (partition by article_id) as version_count
    from versions

)

select
    ranked.article_id,
    ranked.article_version_id,
    ranked.capture_id,
    ranked.article_url,
    ranked.page_id,
    ranked.source_id,
    sources.source_rank,
    links.first_hand_article_id,
    ranked.title,
    ranked.author,
    ranked.publisher,
    ranked.original_url,
    ranked.published_at,
    ranked.updated_at,
    ranked.language_code,
    ranked.parser_version,
    ranked.last_seen_at,
    ranked.version_count
from ranked
left join links
    on ranked.article_version_id = links.article_version_id
left join {{ ref('seed_sources') }} as sources
    on ranked.source_id = sources.source_id
where ranked.version_rank = 1
