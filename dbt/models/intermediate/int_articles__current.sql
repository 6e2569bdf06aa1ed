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
    article_id,
    article_version_id,
    capture_id,
    article_url,
    page_id,
    source_id,
    title,
    author,
    publisher,
    published_at,
    updated_at,
    language_code,
    parser_version,
    last_seen_at,
    version_count
from ranked
where version_rank = 1
