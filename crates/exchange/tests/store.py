"""An S3 store on this computer that checks signatures: over http, and over https with an authority of its own.

Prints one line of JSON about itself, and is there until its input ends.
"""

import datetime
import ipaddress
import json
import ssl
import sys
import tempfile
import threading

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto import settings
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

BUCKET = "shelf"


def serve(tls=None):
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler, ssl_context=tls)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def authority():
    """A certificate authority, and a TLS context with a certificate of it for 127.0.0.1, not for localhost."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def certificate(name, key, issuer, issuer_key, *extensions):
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(issuer_key, hashes.SHA256())

    def named(text):
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    def pem(certificate):
        return certificate.public_bytes(serialization.Encoding.PEM)

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate(named("a shelf's own authority"), root_key, named("a shelf's own authority"), root_key,
                       x509.BasicConstraints(ca=True, path_length=None))
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = certificate(named("shelf"), key, root.subject, root_key, here)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(pem(leaf) + private)
        file.flush()
        tls.load_cert_chain(file.name)
    return pem(root).decode(), tls


def main():
    certificate, tls = authority()
    http, https = serve(), serve(tls)
    account = {"endpoint_url": f"http://127.0.0.1:{http}", "region_name": "eu-west-1",
               "aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
    boto3.client("s3", **account).create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    iam = boto3.client("iam", **account)
    iam.create_user(UserName="vault")
    key = iam.create_access_key(UserName="vault")["AccessKey"]
    # Writing, reading and deleting objects, nothing else: what the settings screen asks a person to allow.
    allowed = {"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], "Resource": "*"}
    iam.put_user_policy(UserName="vault", PolicyName="objects",
                        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}))
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    print(json.dumps({"http": f"http://127.0.0.1:{http}", "https": f"https://127.0.0.1:{https}", "bucket": BUCKET,
                      "region": "eu-west-1", "certificate": certificate, "access_key_id": key["AccessKeyId"],
                      "secret_access_key": key["SecretAccessKey"]}), flush=True)
    sys.stdin.read()


main()
