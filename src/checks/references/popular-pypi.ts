// The packages of PyPI that were downloaded most in one month of 2026, after its public counts, as names are normalised (PEP 503). Names only: facts
// that nobody licenses. To make it anew, take the first 600 names by downloads.
export const popularPypi = `
absl-py adal aenum aiobotocore aiofile aiofiles aiohappyeyeballs aiohttp aioitertools aiosignal aiosqlite alembic altair amqp annotated-doc annotated-types anthropic
antlr4-python3-runtime anyio apache-airflow-providers-common-sql argcomplete argon2-cffi argon2-cffi-bindings arrow asgiref asn1crypto astroid asttokens async-lru async-timeout
asyncpg attrs authlib aws-sam-translator awscli awswrangler azure-common azure-core azure-identity azure-keyvault-secrets azure-storage-blob babel backoff backports-tarfile
backports-zstd bcrypt beartype beautifulsoup4 billiard black bleach blinker boto3 botocore botocore-stubs brotli build cachecontrol cachetools caio cattrs cbor2 celery certifi
cffi cfgv cfn-lint chardet charset-normalizer cleo click click-didyoumean click-plugins click-repl cloudpickle cohere colorama colorlog comm confluent-kafka contourpy coverage
crashtest croniter cryptography cuda-bindings cuda-pathfinder cwsandbox cycler cyclopts cython dacite databricks-sdk databricks-sql-connector dataclasses-json datadog datasets
db-dtypes dbt-adapters dbt-common dbt-core debugpy decorator deepdiff defusedxml deprecated deprecation dill distlib distro django dnspython docker docstring-parser docutils
duckdb dulwich durationpy ecdsa editables elasticsearch email-validator et-xmlfile exceptiongroup execnet executing faker fastapi fastavro fastcore fastjsonschema fastmcp
fastuuid filelock findpython flake8 flask flask-cors flatbuffers fonttools fqdn frozenlist fsspec future gcloud-aio-auth gcloud-aio-storage gcsfs gevent ghapi gitdb gitpython
google-ads google-analytics-admin google-api-core google-api-python-client google-auth google-auth-httplib2 google-auth-oauthlib google-cloud-aiplatform
google-cloud-appengine-logging google-cloud-audit-log google-cloud-automl google-cloud-batch google-cloud-bigquery google-cloud-bigquery-datatransfer
google-cloud-bigquery-storage google-cloud-bigtable google-cloud-compute google-cloud-core google-cloud-dataflow-client google-cloud-dataform google-cloud-dataproc-metastore
google-cloud-dlp google-cloud-kms google-cloud-language google-cloud-logging google-cloud-memcache google-cloud-monitoring google-cloud-orchestration-airflow
google-cloud-os-login google-cloud-pubsub google-cloud-redis google-cloud-resource-manager google-cloud-run google-cloud-secret-manager google-cloud-spanner google-cloud-speech
google-cloud-storage google-cloud-tasks google-cloud-texttospeech google-cloud-videointelligence google-cloud-vision google-cloud-workflows google-crc32c google-genai
google-resumable-media googleapis-common-protos graphql-core graphviz greenlet griffelib grpc-google-iam-v1 grpcio grpcio-health-checking grpcio-status grpcio-tools grpclib
gunicorn h11 h2 hatchling hf-xet hpack httpcore httplib2 httptools httpx httpx-sse huggingface-hub humanfriendly humanize hyperframe identify idna ijson importlib-metadata
importlib-resources inflection iniconfig installer invoke ipykernel ipython ipython-pygments-lexers ipywidgets iso8601 isodate isoduration isort itsdangerous jaraco-classes
jaraco-context jaraco-functools jedi jeepney jinja2 jiter jmespath joblib joserfc json5 jsonpatch jsonpath-ng jsonpointer jsonref jsonschema jsonschema-path
jsonschema-specifications jupyter-client jupyter-core jupyter-events jupyter-server jupyter-server-terminals jupyterlab jupyterlab-pygments jupyterlab-widgets keyring
kiwisolver kombu kubernetes langchain langchain-community langchain-core langchain-openai langchain-text-splitters langgraph langgraph-checkpoint langgraph-prebuilt langsmith
lark lazy-object-proxy libcst librt linkify-it-py litellm llama-cloud-services llama-parse llvmlite loguru lxml lz4 mako markdown markdown-it-py markdownify markupsafe
marshmallow matplotlib matplotlib-inline mccabe mcp mdit-py-plugins mdurl mistune mmh3 modal more-itertools mpmath msal msal-extensions msgpack msrest multidict multiprocess
mypy mypy-extensions mysql-connector-python narwhals nbclient nbconvert nbformat nest-asyncio networkx nh3 nltk nodeenv notebook numba numpy nvidia-nccl-cu12 oauthlib
onnxruntime openai openapi-pydantic openapi-spec-validator opencv-python openpyxl opensearch-py opentelemetry-api opentelemetry-exporter-otlp
opentelemetry-exporter-otlp-proto-common opentelemetry-exporter-otlp-proto-grpc opentelemetry-exporter-otlp-proto-http opentelemetry-exporter-prometheus
opentelemetry-instrumentation opentelemetry-instrumentation-asgi opentelemetry-instrumentation-fastapi opentelemetry-instrumentation-requests
opentelemetry-instrumentation-threading opentelemetry-proto opentelemetry-sdk opentelemetry-semantic-conventions opentelemetry-util-http orderly-set orjson outcome overrides
packaging pandas pandas-stubs pandocfilters paramiko parso pathable pathspec pbs-installer pdfminer-six pendulum pexpect pg8000 pillow pinotdb pip pkginfo platformdirs
playwright plotly pluggy ply poetry poetry-core poetry-plugin-export polars portalocker pre-commit prettytable prometheus-client prompt-toolkit propcache proto-plus protobuf
psutil psycopg psycopg-binary psycopg2 psycopg2-binary ptyprocess pure-eval py py-key-value-aio py4j pyarrow pyasn1 pyasn1-modules pycodestyle pycparser pycryptodome
pycryptodomex pydantic pydantic-ai pydantic-ai-slim pydantic-core pydantic-extra-types pydantic-graph pydantic-settings pyee pyflakes pygithub pygments pyhumps pyiceberg pyjwt
pylint pymongo pymssql pymupdf pymysql pynacl pyodbc pyopenssl pyparsing pypdf pypdfium2 pyperclip pyproject-hooks pysocks pyspark pytest pytest-asyncio pytest-cov
pytest-json-ctrf pytest-mock pytest-timeout pytest-xdist python-dateutil python-discovery python-docx python-dotenv python-json-logger python-multipart python-slugify
python-telegram-bot pytokens pytz pywin32 pyyaml pyzmq rapidfuzz ray redis redshift-connector referencing regex reportlab requests requests-aws4auth requests-file
requests-oauthlib requests-toolbelt responses rfc3339-validator rfc3986-validator rich rich-rst rich-toolkit rpds-py rsa ruamel-yaml ruamel-yaml-clib ruff s3fs s3transfer
safetensors scikit-learn scipy scramp seaborn secretstorage selenium semver send2trash sentry-sdk setproctitle setuptools setuptools-scm sglang shapely shellingham simplejson
six slack-sdk smart-open smmap sniffio snowflake-connector-python snowflake-snowpark-python snowflake-sqlalchemy sortedcontainers soupsieve sphinx sqlalchemy
sqlalchemy-bigquery sqlglot sqlparse sse-starlette stack-data starlette structlog sympy synchronicity tabulate tenacity tensorflow termcolor terminado text-unidecode textual
threadpoolctl tiktoken tinycss2 tokenizers toml tomli tomli-w tomlkit toolz torch tornado tox tqdm traitlets transformers tree-sitter tree-sitter-languages trio triton
trove-classifiers typedload typeguard typer types-awscrt types-certifi types-protobuf types-python-dateutil types-pyyaml types-requests types-s3transfer types-toml
typing-extensions typing-inspect typing-inspection tzdata tzlocal uc-micro-py ujson uncalled-for unidiff universal-pathlib uri-template uritemplate urllib3 uuid-utils uv
uvicorn uvloop vcs-versioning vine virtualenv watchdog watchfiles wcwidth weaviate-client webcolors webencodings websocket-client websockets werkzeug wheel widgetsnbextension
wrapt wsproto xgboost xlrd xlsxwriter xmltodict xxhash yarl ydb zipp zope-interface zstandard
`;
