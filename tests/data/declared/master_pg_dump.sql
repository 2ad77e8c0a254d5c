--
-- PostgreSQL database dump
--

\restrict EXAMPLE

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: audit; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA audit;


ALTER SCHEMA audit OWNER TO postgres;

--
-- Name: kind; Type: TYPE; Schema: audit; Owner: postgres
--

CREATE TYPE audit.kind AS ENUM (
    'ddl',
    'dml'
);


ALTER TYPE audit.kind OWNER TO postgres;

--
-- Name: tenant_status; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.tenant_status AS ENUM (
    'active',
    'suspended',
    'archived'
);


ALTER TYPE public.tenant_status OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: log; Type: TABLE; Schema: audit; Owner: postgres
--

CREATE TABLE audit.log (
    id bigint NOT NULL,
    kind audit.kind NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    msg text,
    msg_len integer GENERATED ALWAYS AS (length(msg)) STORED
);


ALTER TABLE audit.log OWNER TO postgres;

--
-- Name: log_id_seq; Type: SEQUENCE; Schema: audit; Owner: postgres
--

CREATE SEQUENCE audit.log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE audit.log_id_seq OWNER TO postgres;

--
-- Name: log_id_seq; Type: SEQUENCE OWNED BY; Schema: audit; Owner: postgres
--

ALTER SEQUENCE audit.log_id_seq OWNED BY audit.log.id;


--
-- Name: tenants; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.tenants (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug character varying(50) NOT NULL,
    name character varying(255) NOT NULL,
    database_name character varying(100) NOT NULL,
    status public.tenant_status DEFAULT 'active'::public.tenant_status NOT NULL,
    settings jsonb DEFAULT '{"plan": "free"}'::jsonb,
    created_at timestamp without time zone DEFAULT now() NOT NULL,
    updated_at timestamp(3) with time zone DEFAULT now(),
    deleted_at timestamp without time zone
);


ALTER TABLE public.tenants OWNER TO postgres;

--
-- Name: active_tenants; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.active_tenants AS
 SELECT tenants.id,
    tenants.slug
   FROM public.tenants
  WHERE (tenants.deleted_at IS NULL);


ALTER TABLE public.active_tenants OWNER TO postgres;

--
-- Name: admin_tenants; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.admin_tenants (
    admin_id integer NOT NULL,
    tenant_id uuid NOT NULL,
    tags text[] DEFAULT '{a,b}'::text[],
    seq integer NOT NULL
);


ALTER TABLE public.admin_tenants OWNER TO postgres;

--
-- Name: admin_tenants_seq_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.admin_tenants ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.admin_tenants_seq_seq
    START WITH 10
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: master_admins; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.master_admins (
    id integer NOT NULL,
    email character varying(255) NOT NULL,
    password_hash text NOT NULL,
    is_root boolean DEFAULT false NOT NULL
);


ALTER TABLE public.master_admins OWNER TO postgres;

--
-- Name: master_admins_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.master_admins_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.master_admins_id_seq OWNER TO postgres;

--
-- Name: master_admins_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.master_admins_id_seq OWNED BY public.master_admins.id;


--
-- Name: order_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.order_seq
    START WITH 100
    INCREMENT BY 5
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.order_seq OWNER TO postgres;

--
-- Name: secret_notes; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.secret_notes (
    id integer NOT NULL,
    owner text NOT NULL
);


ALTER TABLE public.secret_notes OWNER TO postgres;

--
-- Name: log id; Type: DEFAULT; Schema: audit; Owner: postgres
--

ALTER TABLE ONLY audit.log ALTER COLUMN id SET DEFAULT nextval('audit.log_id_seq'::regclass);


--
-- Name: master_admins id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.master_admins ALTER COLUMN id SET DEFAULT nextval('public.master_admins_id_seq'::regclass);


--
-- Name: log log_pkey; Type: CONSTRAINT; Schema: audit; Owner: postgres
--

ALTER TABLE ONLY audit.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (id);


--
-- Name: admin_tenants admin_tenants_admin_id_tenant_id_pk; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.admin_tenants
    ADD CONSTRAINT admin_tenants_admin_id_tenant_id_pk PRIMARY KEY (admin_id, tenant_id);


--
-- Name: master_admins master_admins_email_uq; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.master_admins
    ADD CONSTRAINT master_admins_email_uq UNIQUE NULLS NOT DISTINCT (email);


--
-- Name: master_admins master_admins_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.master_admins
    ADD CONSTRAINT master_admins_pkey PRIMARY KEY (id);


--
-- Name: secret_notes secret_notes_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.secret_notes
    ADD CONSTRAINT secret_notes_pkey PRIMARY KEY (id);


--
-- Name: tenants tenants_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);


--
-- Name: tenants tenants_slug_unique; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_slug_unique UNIQUE (slug);


--
-- Name: tenants_active_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX tenants_active_idx ON public.tenants USING btree (name DESC NULLS LAST) WHERE (deleted_at IS NULL);


--
-- Name: tenants_database_name_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE UNIQUE INDEX tenants_database_name_idx ON public.tenants USING btree (database_name);


--
-- Name: admin_tenants admin_tenants_admin_id_master_admins_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.admin_tenants
    ADD CONSTRAINT admin_tenants_admin_id_master_admins_id_fk FOREIGN KEY (admin_id) REFERENCES public.master_admins(id) ON UPDATE RESTRICT ON DELETE CASCADE;


--
-- Name: admin_tenants admin_tenants_tenant_id_tenants_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.admin_tenants
    ADD CONSTRAINT admin_tenants_tenant_id_tenants_id_fk FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: secret_notes owner_only; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY owner_only ON public.secret_notes FOR SELECT USING ((owner = CURRENT_USER));


--
-- Name: secret_notes; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.secret_notes ENABLE ROW LEVEL SECURITY;

--
-- PostgreSQL database dump complete
--

\unrestrict EXAMPLE

