with observed as (

    select
        period_id,
        period_start_date as start_date,
        period_end_date as end_date
    from {{ ref('int_observations__current') }}
    where period_start_date is not null or period_end_date is not null
    union
    select
        period_id,
        period_start_date as start_date,
        period_end_date as end_date
    from {{ ref('int_levels__implied') }}

),

-- Whole months are what tells a half from a quarter; a period that begins or ends inside a month has none.
measured as (

    select
        *,
        case
            when
                start_date = date_trunc('month', start_date)::date
                and end_date = (date_trunc('month', end_date) + interval '1 month - 1 day')::date
                then
                    (
                        (extract(year from end_date) - extract(year from start_date)) * 12
                        + extract(month from end_date) - extract(month from start_date) + 1
                    )::integer
        end as month_count,
        extract(month from start_date)::integer as start_month,
        extract(year from start_date)::integer as start_year,
        extract(year from end_date)::integer as end_year
    from observed

),

graded as (

    select
        *,
        case
            when month_count = 12 and start_month = 1 then 'year'
            when month_count = 6 and start_month in (1, 7) then 'half'
            when month_count = 3 and start_month in (1, 4, 7, 10) then 'quarter'
            when month_count = 1 then 'month'
            when month_count = 9 and start_month = 1 then 'nine_months'
            when month_count > 12 and mod(month_count, 12) = 0 and start_month = 1 then 'term'
            else 'other'
        end as grain
    from measured

),

labelled as (

    select
        *,
        case
            when grain = 'year' then 'Năm ' || start_year
            when grain = 'half'
                then '6 tháng ' || case start_month when 1 then 'đầu' else 'cuối' end || ' năm ' || start_year
            when grain = 'quarter'
                then 'Quý ' || (array['I', 'II', 'III', 'IV'])[(start_month + 2) / 3] || '/' || start_year
            when grain = 'month' then 'Tháng ' || start_month || '/' || start_year
            when grain = 'term' then 'Giai đoạn ' || start_year || ' - ' || end_year
            when month_count < 12 and start_month = 1 then month_count || ' tháng đầu năm ' || start_year
            when start_date = end_date then 'Ngày ' || to_char(start_date, 'FMDD/FMMM/YYYY')
            when start_date = make_date(end_year, 1, 1)
                then 'Từ đầu năm đến ' || to_char(end_date, 'FMDD/FMMM/YYYY')
            else concat_ws(
                ' ',
                'Từ ' || to_char(start_date, 'FMDD/FMMM/YYYY'),
                case when start_date is null then 'Đến' else 'đến' end || ' ' || to_char(end_date, 'FMDD/FMMM/YYYY')
            )
        end as label_vi
    from graded

)

select
    period_id,
    grain,
    start_date,
    end_date,
    coalesce(end_year, start_year) as calendar_year,
    case when grain = 'quarter' then (start_month + 2) / 3 end as calendar_quarter,
    month_count,
    label_vi
from labelled
union all
select
    {{ unknown_member() }} as period_id,
    'unknown' as grain,
    null as start_date,
    null as end_date,
    null as calendar_year,
    null as calendar_quarter,
    null as month_count,
    'Không rõ' as label_vi
