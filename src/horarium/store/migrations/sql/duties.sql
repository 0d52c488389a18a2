-- What people on a roster ask for, hand over, and see in their own calendars.

CREATE TABLE duty_request (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    kind TEXT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    shift_types JSONB NOT NULL,
    importance TEXT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    answer TEXT DEFAULT '' NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    decided_by UUID,
    CONSTRAINT pk_duty_request PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_duty_request_kind CHECK (kind in ('off', 'on', 'leave')),
    CONSTRAINT ck_duty_request_days CHECK (first_on <= last_on),
    CONSTRAINT ck_duty_request_status CHECK (status in ('asked', 'granted', 'refused', 'withdrawn')),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_duty_request_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_duty_request_days ON duty_request (organisation_id, last_on, first_on);

CREATE TABLE swap_offer (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    roster_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    on_date DATE NOT NULL,
    shift_type TEXT NOT NULL,
    status TEXT NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_swap_offer PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_swap_offer_status CHECK (status in ('open', 'given', 'withdrawn', 'lapsed')),
    CONSTRAINT fk_roster_id FOREIGN KEY(organisation_id, roster_id) REFERENCES roster (organisation_id, id),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_swap_offer_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE UNIQUE INDEX uq_swap_offer_open ON swap_offer (organisation_id, roster_id, practitioner_id, on_date) WHERE status = 'open';

CREATE TABLE swap_deal (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    roster_id UUID NOT NULL,
    handovers JSONB NOT NULL,
    parties JSONB NOT NULL,
    consents JSONB NOT NULL,
    status TEXT NOT NULL,
    answer TEXT DEFAULT '' NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_swap_deal PRIMARY KEY (organisation_id, id),
    CONSTRAINT ck_swap_deal_status CHECK (status in ('proposed', 'agreed', 'done', 'refused', 'lapsed')),
    CONSTRAINT fk_roster_id FOREIGN KEY(organisation_id, roster_id) REFERENCES roster (organisation_id, id),
    CONSTRAINT fk_swap_deal_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_swap_deal_roster ON swap_deal (organisation_id, roster_id);

CREATE TABLE duty_policy (
    organisation_id UUID NOT NULL,
    swaps_need_approval BOOLEAN NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_duty_policy PRIMARY KEY (organisation_id),
    CONSTRAINT fk_duty_policy_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE calendar_feed (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    secret_hash BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_calendar_feed PRIMARY KEY (organisation_id, id),
    CONSTRAINT uq_calendar_feed_organisation_id_secret_hash UNIQUE (organisation_id, secret_hash),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_calendar_feed_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE UNIQUE INDEX uq_calendar_feed_live ON calendar_feed (organisation_id, practitioner_id) WHERE revoked_at is null;

CREATE TABLE calendar_entry (
    organisation_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    on_date DATE NOT NULL,
    sequence INTEGER NOT NULL,
    is_cancelled BOOLEAN NOT NULL,
    content JSONB NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_calendar_entry PRIMARY KEY (organisation_id, practitioner_id, on_date),
    CONSTRAINT fk_practitioner_id FOREIGN KEY(organisation_id, practitioner_id) REFERENCES practitioner (organisation_id, id)
);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['duty_request', 'swap_offer', 'swap_deal', 'duty_policy', 'calendar_feed', 'calendar_entry']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format(
            'CREATE POLICY own_organisation ON %I USING (organisation_id ='
            ' nullif(current_setting(''horarium.organisation'', true), '''')::uuid)',
            v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO horarium_app', v_table);
    END LOOP;
END $$;
