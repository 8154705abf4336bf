import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { install, uninstall } from '../../../kernel/cli/install.ts'
import { installLabextension, uninstallLabextension } from '../../../kernel/cli/labextension.ts'
import { recordedCli } from '../../support/cli-context.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const name = 'tsloom'

test('install writes a kernelspec that starts this installation, with its logos, and says where', async t => {
  const folder = temporaryFolder(t)
  const cli = recordedCli(folder)
  await install({ name, prefix: folder }, cli)
  const directory = join(folder, 'share/jupyter/kernels/tsloom')
  assert.deepEqual(readdirSync(directory).sort(), ['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'])
  const spec = JSON.parse(readFileSync(join(directory, 'kernel.json'), 'utf8'))
  assert.equal(spec.argv[0], process.execPath)
  assert.match(spec.argv[1], /dist[\\/]kernel[\\/]main\.cjs$/)
  assert.deepEqual(spec.argv.slice(2), ['--connection-file', '{connection_file}'])
  assert.equal(spec.language, 'typescript')
  assert.equal(spec.interrupt_mode, 'message')
  assert.equal(spec.metadata.debugger, false)
  assert.ok(cli.out().includes(directory))
})

test('the kernel starts without extra certificates, and Jupyter hands it their path', async t => {
  const folder = temporaryFolder(t)
  await install({ name, user: true }, recordedCli(folder))
  const spec = JSON.parse(readFileSync(join(folder, '.local/share/jupyter/kernels/tsloom/kernel.json'), 'utf8'))
  assert.equal(spec.env.NODE_EXTRA_CA_CERTS, '')
  assert.equal(spec.env.TSLOOM_NODE_EXTRA_CA_CERTS, ['$', '{NODE_EXTRA_CA_CERTS}'].join(''))
})

test('installing again replaces the spec and leaves nothing beside it', async t => {
  const folder = temporaryFolder(t)
  await install({ name, prefix: folder }, recordedCli(folder))
  const kernels = join(folder, 'share/jupyter/kernels')
  writeFileSync(join(kernels, 'tsloom', 'left-over'), '')
  await install({ name, prefix: folder }, recordedCli(folder))
  assert.deepEqual(readdirSync(kernels), ['tsloom'])
  assert.ok(!existsSync(join(kernels, 'tsloom', 'left-over')))
})

test('a name that Jupyter would not accept is refused before anything is written', async t => {
  const folder = temporaryFolder(t)
  await assert.rejects(install({ name: 'my kernel', prefix: folder }, recordedCli(folder)), /--name "my kernel".*letters/)
  assert.deepEqual(readdirSync(folder), [])
})

test('a place that cannot be written is an error that names it', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'share'), 'a file where a folder is needed')
  await assert.rejects(install({ name, prefix: folder }, recordedCli(folder)), /share\/jupyter\/kernels\/tsloom cannot be written/)
})

test('a place where the system allows no folder is an error too', { skip: process.platform !== 'linux' && 'needs /proc' }, async t => {
  await assert.rejects(install({ name, prefix: '/proc/tsloom' }, recordedCli(temporaryFolder(t))), /\/proc\/tsloom.* cannot be written/)
})

test('uninstall removes what install wrote, and says so', async t => {
  const folder = temporaryFolder(t)
  const cli = recordedCli(folder)
  await install({ name, prefix: folder }, cli)
  await uninstall({ name, prefix: folder }, cli)
  assert.deepEqual(readdirSync(join(folder, 'share/jupyter/kernels')), [])
  assert.match(cli.out(), /Removed the kernel "tsloom"/)
})

test('the template stays as long as a kernel of another name is installed, and goes with the last', async t => {
  const folder = temporaryFolder(t)
  const cli = recordedCli(folder)
  const template = join(folder, 'share/jupyter/nbconvert/templates/tsloom')
  for (const name of ['tsloom', 'other']) await install({ name, prefix: folder }, cli)
  await uninstall({ name: 'other', prefix: folder }, cli)
  assert.ok(existsSync(join(template, 'conf.json')))
  await uninstall({ name: 'tsloom', prefix: folder }, cli)
  assert.ok(!existsSync(template))
  assert.match(cli.out(), /Installed the nbconvert template in [^]*Removed the nbconvert template from /)
})

test('uninstalling what is not installed is an error', async t => {
  const folder = temporaryFolder(t)
  await assert.rejects(uninstall({ name, prefix: folder }, recordedCli(folder)), /No kernel "tsloom" is installed in/)
})

test("uninstall leaves another kernel's spec alone", async t => {
  const folder = temporaryFolder(t)
  const directory = join(folder, 'share/jupyter/kernels/python3')
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'kernel.json'), JSON.stringify({ argv: ['python', '-m', 'ipykernel'], display_name: 'Python 3' }))
  await assert.rejects(uninstall({ name: 'python3', prefix: folder }, recordedCli(folder)), /another kernel \(Python 3\)/)
  assert.ok(existsSync(join(directory, 'kernel.json')))
})

test('the JupyterLab extension is copied whole, replaced when installed again, and removed', async t => {
  const folder = temporaryFolder(t)
  const [source, target] = [join(folder, 'built'), join(folder, 'labextensions/tsloom')]
  mkdirSync(join(source, 'static'), { recursive: true })
  assert.equal(await installLabextension(target, source), false, 'nothing is built')
  writeFileSync(join(source, 'package.json'), JSON.stringify({ name: 'tsloom' }))
  writeFileSync(join(source, 'static/a.js'), '')
  assert.equal(await installLabextension(target, source), true)
  writeFileSync(join(target, 'static/left-over.js'), '')
  await installLabextension(target, source)
  assert.deepEqual(readdirSync(join(target, 'static')), ['a.js'])
  assert.deepEqual(readdirSync(join(folder, 'labextensions')), ['tsloom'])
  assert.equal(await uninstallLabextension(target), true)
  assert.equal(await uninstallLabextension(target), false)
})
