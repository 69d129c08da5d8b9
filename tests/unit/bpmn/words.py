"""What the mutator writes into files: the standard's words, numbers, and texts that try to be code."""

TAGS = tuple(
    """activationCondition adHocSubProcess artifact assignment association auditing boundaryEvent businessRuleTask
    callActivity callChoreography callConversation cancelEventDefinition category categoryValue choreography
    choreographyTask collaboration compensateEventDefinition completionCondition complexBehaviorDefinition
    complexGateway condition conditionExpression conditionalEventDefinition conversation conversationAssociation
    conversationLink correlationKey correlationProperty correlationPropertyBinding correlationSubscription
    dataAssociation dataInput dataInputAssociation dataObject dataObjectReference dataOutput dataOutputAssociation
    dataState dataStore dataStoreReference documentation endEvent endPoint error errorEventDefinition escalation
    escalationEventDefinition event eventBasedGateway eventDefinition eventDefinitionRef exclusiveGateway extension
    extensionElements flowElement flowNodeRef formalExpression globalBusinessRuleTask globalConversation
    globalManualTask globalScriptTask globalTask globalUserTask group humanPerformer implicitThrowEvent import
    inclusiveGateway incoming inputSet interface intermediateCatchEvent intermediateThrowEvent ioBinding
    ioSpecification itemDefinition lane laneSet linkEventDefinition loopCardinality loopCharacteristics loopCondition
    loopDataInputRef loopDataOutputRef manualTask message messageEventDefinition messageFlow monitoring
    multiInstanceLoopCharacteristics operation outgoing outputSet parallelGateway participant participantMultiplicity
    partnerEntity performer potentialOwner process property receiveTask relationship rendering resource
    resourceAssignmentExpression resourceParameter resourceRole script scriptTask sendTask sequenceFlow serviceTask
    signal signalEventDefinition source standardLoopCharacteristics startEvent subChoreography subConversation
    subProcess target task terminateEventDefinition text textAnnotation throwEvent timeCycle timeDate timeDuration
    timerEventDefinition transaction userTask definitions""".split()
)
ATTRIBUTES = tuple(
    """id name sourceRef targetRef default attachedToRef cancelActivity isInterrupting parallelMultiple isExecutable
    isClosed triggeredByEvent isForCompensation startQuantity completionQuantity calledElement instantiate
    eventGatewayType gatewayDirection messageRef signalRef errorRef escalationRef errorCode escalationCode activityRef
    waitForCompletion isSequential behavior oneBehaviorEventRef noneBehaviorEventRef testBefore loopMaximum ordering
    cancelRemainingInstances method implementation operationRef scriptFormat dataObjectRef itemSubjectRef isCollection
    processRef associationDirection type processId source target expression resultVariable inputCollection
    inputElement outputCollection outputElement correlationKey decisionId formId retries assignee candidateGroups
    dueDate priority propagateAllChildVariables value key transaction""".split()
)
NUMBERS = (
    *("0", "-1", "1", "2", "9", "1.5", "007", "1e400", "-1e-400", "NaN", "Infinity", "4294967296", "9" * 25),
    *("9" * 400, "٣", "²", "0x10", "1_000", "", " "),
)
_FEEL = (
    *("=", "= ", "=null", "=true", "=n", "=-n", "=n / 0", "=1..", "=[", "={a: {b: [1, null]}}", "=item"),
    *("=for i in 1..999999999 return i", "=[1,2,3][item > 1]", "=some x in [1] satisfies x", "=function(x) x"),
    *("=for i in 1..n return i", "=x.y.z", '=duration("PT1H")', '=date and time("2026-02-30T00:00:00Z")', "=today()"),
    *('=duration("P99999999999Y")', '=date("9999-12-31") + duration("P1D")', "=10 ** 400", "=10 ** 6000", '=("a")[1]'),
    *('="x" + 1', '=string(n) * 3', '="\\uD800"', '="\\u0000"', '="a\\u2028b"', '=substring("💣", 2)', "=[[[[[[]]]]]]"),
    *("=if true then", "=not(null)", "={}", "=[null, null]", '="Q"', '="P"', "=numberOfInstances", "=loopCounter",
      "=split(n, n)", '=matches("aaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")', '=now() - now()', "=false", '={"": 1}',
      '=get entries(n)', '=sort([3,1], function(x, y) x < y)', '=context put({}, "x", 1)', "=n instance of number"),
)  # fmt: skip
_CODE = (
    "__import__('os').system('touch /tmp/escalade-was-here')",
    "=__import__('os').system('touch /tmp/escalade-was-here')",
    "().__class__.__base__.__subclasses__()",
    "=().__class__.__bases__[0].__subclasses__()",
    "open('/tmp/escalade-was-here', 'w')",
    "exec(\"import os; os.mkdir('/tmp/escalade-was-here')\")",
    "lambda: 1",
    "{{ 7 * 7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "${jndi:ldap://example.org/a}",
    "#{execution.setVariable('a', 1)}",
    "{0.__class__}",
    "%(x)s %n",
    "'; DROP TABLE event; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "file:///etc/passwd",
)
_TIMES = (
    *("PT0S", "P1D", "-PT1H", "PT1H30M", "P1Y2M3DT4H5M6S", "P", "PT", "R/PT1S", "R0/PT1H", "R-1/PT1H", "R3/PT0S"),
    *("R999999999999/PT1S", "R2/2026-11-23T09:00:00Z/PT1H", "R5/P1M", "2026-11-23", "2026-11-23T24:00:00Z", "R/P"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "+999999999-12-31", "P999999999999999D", "PT9999999999999H"),
    *("2026-11-23T09:00:00[Europe/Paris]", "0 0 9-17 * * MON-FRI", "@daily", "PT0.0000000001S"),
)
_PLAIN = (
    *(
        "",
        " ",
        "\n\t",
        "a",
        "P",
        "Q",
        "n",
        "true",
        "false",
        "no",
        "go",
        "Start",
        "End",
        "é",
        "日本語",
        "\u202e",
        "\u00a0",
    ),
    *(
        "x" * 70,
        "x" * 5_000,
        "a.b.c",
        "a..b",
        ".",
        "a b",
        "a,b,,",
        "1a",
        "bpmn:task",
        "x:y",
        ":",
        "m1",
        "{n}",
        "{",
        "%s",
    ),
)
TEXTS = (*_FEEL, *_FEEL, *_TIMES, *_CODE, *_PLAIN, *NUMBERS)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "ascii", "cp1252", "utf-7", "cp037",
             "shift_jis", "gb18030", "x-unknown", "")  # fmt: skip
DOCTYPES = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    b'<?xml-stylesheet href="file:///etc/passwd"?>',
    b"\xef\xbb\xbf",
    b"\x00",
    b"\xfe\xff",
    b"<!-- " + b"-" * 100 + b" -->",
)
