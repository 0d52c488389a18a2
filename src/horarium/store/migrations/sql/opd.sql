-- What the OPD interface keeps of a doctor beyond the practitioner, as it first was.

CREATE TABLE opd_doctor (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    specialization TEXT NOT NULL,
    opd_days JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_opd_doctor PRIMARY KEY (organisation_id, id),
    CONSTRAINT fk_id FOREIGN KEY(organisation_id, id) REFERENCES practitioner (organisation_id, id),
    CONSTRAINT fk_opd_doctor_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

ALTER TABLE opd_doctor ENABLE ROW LEVEL SECURITY;
ALTER TABLE opd_doctor FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON opd_doctor USING (
    organisation_id = nullif(current_setting('horarium.organisation', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON opd_doctor TO horarium_app;

-- A walk-in is found by telephone number and name.
CREATE INDEX ix_patient_phone ON patient (organisation_id, phone);
