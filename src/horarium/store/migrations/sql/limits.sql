-- What doctors can do and what patients need, for whoever chooses a place for somebody.

ALTER TABLE practitioner ADD COLUMN skills TEXT[] DEFAULT '{}' NOT NULL;

CREATE TABLE patient_limits (
    organisation_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    needs TEXT[] DEFAULT '{}' NOT NULL,
    not_before TIME WITHOUT TIME ZONE,
    not_after TIME WITHOUT TIME ZONE,
    site_id UUID,
    version INTEGER DEFAULT '1' NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_patient_limits PRIMARY KEY (organisation_id, patient_id),
    CONSTRAINT ck_patient_limits_hours CHECK (not_before <= not_after),
    CONSTRAINT fk_patient_id FOREIGN KEY(organisation_id, patient_id) REFERENCES patient (organisation_id, id),
    CONSTRAINT fk_site_id FOREIGN KEY(organisation_id, site_id) REFERENCES location (organisation_id, id),
    CONSTRAINT fk_patient_limits_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);

ALTER TABLE patient_limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE patient_limits FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON patient_limits USING (
    organisation_id = nullif(current_setting('horarium.organisation', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON patient_limits TO horarium_app;
