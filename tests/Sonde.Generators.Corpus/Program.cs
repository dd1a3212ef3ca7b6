using Sonde.Generators.Corpus;

// Puts the objects of other projects through the build's description and the generator, compiles what comes of them for each
// framework and loads it. The exit code is the number of objects that a user's build would fail with, at most 100.

// So many at a time that a compilation's start is paid for and its memory is not felt.
const int batchSize = 40;

List<CorpusObject> objects =
[
    .. args.SelectMany(folder => Directory.EnumerateFiles(folder, "*.o").Order(StringComparer.Ordinal)).Select(path => new CorpusObject(path)),
];
for (int i = 0; i < objects.Count; i++)
{
    Describing.Describe(objects[i]);
    if (objects[i].Description is not null)
        Generating.Generate(objects[i], i);
}

foreach (CorpusObject[] batch in objects.Where(one => one.Code is not null).Chunk(batchSize))
{
    Framework.Net80.Compile(batch);
    Loading.Check(Framework.Net100.Compile(batch), batch, Framework.Net100.Libraries);
}

return Math.Min(100, Report.Write(Console.Out, objects));
