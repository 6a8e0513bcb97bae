# run: everything, to answers on a real table.  test: the tests.  The rest is for developers.
PYTHON ?= python3.11
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export DO_NOT_TRACK = true
export DVC_NO_ANALYTICS = 1
export GX_ANALYTICS_ENABLED = false
export MLFLOW_DISABLE_TELEMETRY = true
export PREFECT_SERVER_ANALYTICS_ENABLED = false

EXAMPLE := data/sources/example/sortinghat_tables/churn.csv

.PHONY: run test check mutants bench ui serve clean

run: .venv/ready
	matchloop sources pull
	python -m flows.train --reason "make run"
	@test -f $(EXAMPLE) && matchloop profile $(EXAMPLE) || echo "No example table is here; try: .venv/bin/matchloop profile FILE"
	matchloop map cust_email_addr cliente_id order_dt usr_phone prod_nm trans_amt
	@echo "Where to look next:"
	@echo "  reports/*/evaluation.html                      how good the models are, and where they err"
	@echo "  .venv/bin/matchloop models show column_types   the champion's model card"
	@echo "  .venv/bin/matchloop profile YOUR_FILE          what your columns hold"
	@echo "  .venv/bin/matchloop map YOUR_FILE              which standard columns they are"
	@echo "  .venv/bin/matchloop status                     what serves, since when, and how it fares"
	@echo "  make ui                                        runs, schedules and models in the browser"
	@echo "  make serve                                     the same answers over HTTP (docs/serving.md)"

test: .venv/ready
	python -m pytest --numprocesses=2 --dist=loadfile

check: .venv/ready
	ruff check .
	ruff format --check .
	mypy

# An hour on two cores; what was tested before and has not changed is not tested again.
mutants: .venv/ready
	nice -n 10 mutmut run --max-children 2
	python -m tests.mutants

bench: .venv/ready
	python -m benchmarks.column_types --train data/sources/train/sortinghat_train/data_train.csv
	python -m benchmarks.profile_speed data/sources/example/sortinghat_tables/*.csv
	python -m benchmarks.column_mapping --nameguess data/sources/evaluate/nameguess_chicago/eval_chicago.json
	python -m benchmarks.strangers data/foreign/set_g
	python -m benchmarks.fewer_features
	OMP_NUM_THREADS=1 python -m benchmarks.drift --plot benchmarks/drift.png
	python -m benchmarks.serving

ui: .venv/ready
	python -m deploy.ui

serve: .venv/ready
	matchloop serve

clean:
	rm -rf .venv work mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/ready: pyproject.toml requirements.lock
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint requirements.lock --editable '.[train,ops,large,postgresql,serve,dev]'
	touch $@
