-- What the line keeps beside its tokens, as it first was.

CREATE TABLE line_policy (
    organisation_id UUID NOT NULL,
    discipline TEXT NOT NULL,
    rules JSONB NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_line_policy PRIMARY KEY (organisation_id, discipline),
    CONSTRAINT fk_line_policy_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE line_history (
    organisation_id UUID NOT NULL,
    service_id UUID NOT NULL,
    learnt_on DATE NOT NULL,
    lessons JSONB NOT NULL,
    CONSTRAINT pk_line_history PRIMARY KEY (organisation_id, service_id),
    CONSTRAINT fk_service_id FOREIGN KEY(organisation_id, service_id) REFERENCES healthcare_service (organisation_id, id)
);

CREATE TABLE token_transfer (
    organisation_id UUID NOT NULL,
    from_token_id UUID NOT NULL,
    to_token_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_token_transfer PRIMARY KEY (organisation_id, from_token_id),
    CONSTRAINT fk_from_token_id FOREIGN KEY(organisation_id, from_token_id) REFERENCES token (organisation_id, id),
    CONSTRAINT fk_to_token_id FOREIGN KEY(organisation_id, to_token_id) REFERENCES token (organisation_id, id)
);

CREATE TABLE reallocation (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    cause JSONB NOT NULL,
    plan JSONB NOT NULL,
    report JSONB,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_reallocation PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_reallocation_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE TABLE vital_signs (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    token_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    systolic_mmhg SMALLINT,
    diastolic_mmhg SMALLINT,
    pulse_per_min SMALLINT,
    temperature_c NUMERIC(3, 1),
    spo2_percent SMALLINT,
    weight_kg NUMERIC(4, 1),
    note TEXT,
    taken_by TEXT NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_vital_signs PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_token_id FOREIGN KEY(organisation_id, token_id) REFERENCES token (organisation_id, id),
    CONSTRAINT fk_patient_id FOREIGN KEY(organisation_id, patient_id) REFERENCES patient (organisation_id, id),
    CONSTRAINT fk_vital_signs_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

CREATE INDEX ix_vital_signs_patient ON vital_signs (organisation_id, patient_id);

CREATE INDEX ix_vital_signs_token ON vital_signs (organisation_id, token_id);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['line_policy', 'line_history', 'token_transfer',
                                   'reallocation', 'vital_signs']
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
