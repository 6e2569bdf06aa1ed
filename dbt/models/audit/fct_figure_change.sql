with changes as (

    select * from {{ source('landing', 'figure_changes') }}

),

captures as (

    select * from {{ source('raw', 'captures') }}

)

select
    changes.change_id as figure_change_id,
    changes.batch_id,
    changes.capture_id,
    captures.source_id,
    captures.uri as capture_uri,
    changes.page as page_id,
    changes.change,
    changes.fields as changed_fields,
    coalesce(changes.after, changes.before) ->> 'text' as number_text,
    coalesce(changes.after, changes.before) ->> 'sentence' as sentence,
    changes.before as figure_before,
    changes.after as figure_after,
    changes.before_article_version_id,
    changes.after_article_version_id,
    changes.before_extractor_version,
    changes.after_extractor_version,
    changes.found_at
from changes
inner join captures
    on changes.capture_id = captures.capture_id
